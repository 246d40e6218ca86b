import type { AddDomain, RemoveDomain, SetDomainServers } from "@sipwright/core"
import { SqlError } from "../sql-error.ts"
import { upsert } from "../statements/insert.ts"
import { lastModified } from "../statements/last-modified.ts"
import { textOf } from "../statements/values.ts"
import type { ChangeTransaction, Handler } from "./change-transaction.ts"
import { makeRequireDomain } from "./domain-present.ts"
import { fail, unique } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

const SERVER_COLUMNS = ["domain", "registrar", "registrar_port", "proxy", "proxy_port", "provisioning_url"]

export const makeDomainChanges = (deps: HandlerDeps) => {
  const { dialect, tables, capabilities, lockName } = deps
  const requireDomain = makeRequireDomain(deps)
  const spellings = "SELECT domain FROM domain WHERE lower(domain) = ?"
  const put = upsert(dialect, tables.domainServers, "domain", SERVER_COLUMNS)
  const removeServers = `DELETE FROM ${tables.domainServers} WHERE domain = ?`
  const removeTokens = `DELETE FROM ${tables.domainToken} WHERE domain = ?`
  const space = `SELECT 1 AS found FROM ${tables.space} WHERE domain = ?`
  // Active accounts are counted where they are: in `subscriber`, also those that nobody has seen yet.
  const ours = `SELECT 1 AS found FROM ${tables.account}
    WHERE lower(domain) = ? AND (type = 'remote' OR state IN ('blocked', 'deactivated')) LIMIT 1`
  const outside = [
    "SELECT 1 AS found FROM subscriber WHERE lower(domain) = ? LIMIT 1",
    ...(capabilities.tables.dbaliases
      ? ["SELECT 1 AS found FROM dbaliases WHERE lower(alias_domain) = ? LIMIT 1"]
      : []),
  ]

  const requireTable = () => {
    // Without the table the local domains are a setting of the installation.
    if (!capabilities.tables.domain) throw new SqlError("unknown", { cause: "Kamailio has no table domain" })
  }

  const rowsOf = async (tx: ChangeTransaction, domain: string): Promise<ReadonlyArray<string>> =>
    (await tx.kamailio.all(spellings, [domain])).map((row) => textOf(row["domain"]))

  const add: Handler<AddDomain> = async (tx, { domain }) => {
    requireTable()
    if ((await rowsOf(tx, domain)).length > 0) fail("domain-free", domain)
    const row = { domain, last_modified: lastModified(tx.time) }
    await unique("domain-free", domain, () =>
      tx.kamailio.write({ kind: "insert", table: "domain", rows: [row], same: ["domain"] }),
    )
  }

  const remove: Handler<RemoveDomain> = async (tx, { domain }) => {
    requireTable()
    await lockName(tx.own, "spaces")
    // First of all: it waits for those who make something in the domain, and those who come later find none.
    let removed = 0
    for (const spelling of await rowsOf(tx, domain)) {
      removed += await tx.kamailio.write({ kind: "delete", table: "domain", where: { domain: spelling } })
    }
    if (removed === 0) fail("domain-present", domain)
    if ((await tx.own.all(space, [domain])).length > 0) fail("domain-unused", domain)
    if ((await tx.own.all(ours, [domain])).length > 0) fail("domain-unused", domain)
    for (const query of outside) if ((await tx.kamailio.all(query, [domain])).length > 0) fail("domain-unused", domain)
    await tx.own.run(removeServers, [domain])
    await tx.own.run(removeTokens, [domain])
  }

  const setServers: Handler<SetDomainServers> = async (tx, { domain, servers, local }) => {
    if (local) await requireDomain(tx, domain)
    const { registrar, registrarPort, proxy, proxyPort, provisioningUrl } = servers
    await tx.own.run(put, [domain, registrar, registrarPort, proxy, proxyPort, provisioningUrl])
  }

  return { add, remove, setServers }
}
