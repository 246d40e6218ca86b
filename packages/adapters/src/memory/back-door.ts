import type { AliasRow, BackDoor, Reservation } from "@sipwright/core/testing"
import { isGone } from "./account-view.ts"
import { aliasKey, aliasOf, spellingOf } from "./tables/kamailio.ts"
import { insertAlias, type MemoryTables } from "./tables/tables.ts"

const reservations = (tables: MemoryTables): ReadonlyArray<Reservation> => [
  ...[...tables.accounts.after(undefined)]
    .filter((row) => !isGone(tables, row))
    .map(({ address }) => ({ address, kind: "account" })),
  ...[...tables.aliases.after(undefined)].map((row) => ({ address: aliasOf(row).toLowerCase(), kind: "alias" })),
]

const ownText = (tables: MemoryTables): string =>
  JSON.stringify([
    ...[tables.accounts, tables.phones, tables.numbers, tables.servers, tables.operators].map((rows) => [
      ...rows.entries(),
    ]),
    [...tables.authorizations.entries()],
    [...tables.sessions.entries()],
    ...[tables.roles, tables.roleHolders, tables.domainTokens].map((rows) => [...rows.entries()]),
    ...[tables.apiKeys, tables.throttles, tables.usedAssertions, tables.visits].map((rows) => [...rows.entries()]),
    ...[tables.spaces, tables.nonces, tables.attachedTokens, tables.accountNumbers].map((rows) => [...rows.entries()]),
    tables.audit,
  ])

const withoutId = ({ alias_username, alias_domain, username, domain }: AliasRow): AliasRow => ({
  alias_username,
  alias_domain,
  username,
  domain,
})

/** Puts rows into the tables of a memory store as `kamctl` and Kamailio would, and looks at them. For tests. */
export const memoryBackDoor = (tables: MemoryTables): BackDoor => ({
  subscribers: async () => [...tables.subscribers.after(undefined)],
  insertSubscriber: async (row) => {
    tables.subscribers.put(spellingOf(row), { ...row })
    tables.unadopted.add(spellingOf(row))
  },
  updateSubscriber: async (row) => {
    if (tables.subscribers.has(spellingOf(row))) tables.subscribers.put(spellingOf(row), { ...row })
  },
  deleteSubscriber: async (row) => tables.subscribers.delete(spellingOf(row)),
  dbaliases: async () => [...tables.aliases.after(undefined)].map(withoutId),
  insertAlias: async (row) => insertAlias(tables, row),
  deleteAlias: async (row) => {
    for (const found of tables.aliasesSpelled(`${row.alias_username}@${row.alias_domain}`)) {
      tables.aliases.delete(aliasKey(found))
    }
  },
  domains: async () => [...tables.domains.sortedKeys()],
  insertDomain: async (domain) => tables.domains.put(domain, domain),
  preferences: async () => [...tables.preferences.after(undefined)],
  insertLocation: async (row) => tables.locations.put(`${tables.nextId()}`, { ...row }),
  addresses: async () => reservations(tables),
  audit: async () => [...tables.audit],
  storedText: async () => ownText(tables),
})
