import {
  type AddressRef,
  type Alias,
  type Aliases,
  type AliasQuery,
  type Page,
  pageOf,
  parseE164Number,
  Refusal,
  splitAddress,
} from "@sipwright/core"
import { type Adoption, makeAdoption } from "./adoption/adoption.ts"
import { type AliasKey, decodeAliasKey, encodeAliasKey } from "./alias-cursor.ts"
import type { Param, Row } from "./database.ts"
import { query } from "./effects.ts"
import type { StoreDeps } from "./store-deps.ts"
import { textOf } from "./statements/values.ts"

interface KeyedAlias extends Alias {
  readonly key: AliasKey
}

const COLUMNS = "id, alias_username, alias_domain, username, domain"

// By id at last: the table has no unique key, and a folding collation takes different spellings for equal.
const ORDER = "ORDER BY alias_username, alias_domain, username, domain, id"

// The first condition is what an index serves.
const BEHIND = `alias_username >= ? AND (alias_username > ? OR (alias_domain > ? OR (alias_domain = ?
  AND (username > ? OR (username = ? AND (domain > ? OR (domain = ? AND id > ?)))))))`

const behindParams = ([alias, aliasDomain, user, domain, id]: AliasKey): ReadonlyArray<Param> => [
  alias,
  alias,
  aliasDomain,
  aliasDomain,
  user,
  user,
  domain,
  domain,
  id,
]

const readAlias = (row: Row): KeyedAlias => {
  const key: AliasKey = [
    textOf(row["alias_username"]),
    textOf(row["alias_domain"]),
    textOf(row["username"]),
    textOf(row["domain"]),
    Number(row["id"]),
  ]
  return { alias: `${key[0]}@${key[1]}`, destination: `${key[2]}@${key[3]}`, key }
}

const isNumber = ({ key }: KeyedAlias): boolean => !(parseE164Number(key[0]) instanceof Refusal)

const plain = ({ alias, destination }: Alias): Alias => ({ alias, destination })

const lowerOf = ({ spelling, canonical }: AddressRef): string => canonical ?? spelling.toLowerCase()

/** {@link Aliases} over Kamailio's `dbaliases`, which is read as it stands. */
export const makeAliases = (deps: StoreDeps, adoption: Adoption = makeAdoption(deps)): Aliases["Service"] => {
  const { databases, tables, capabilities } = deps
  const { own, kamailio } = databases
  const exact = `SELECT ${COLUMNS} FROM dbaliases WHERE alias_username = ? AND alias_domain = ? ORDER BY id LIMIT 100`
  const anyCase = `SELECT ${COLUMNS} FROM dbaliases
    WHERE lower(alias_username) = ? AND lower(alias_domain) = ? ORDER BY id LIMIT 100`
  const reservation = `SELECT kind FROM ${tables.address} WHERE address = ?`

  const byName = async (sql: string, address: string): Promise<ReadonlyArray<KeyedAlias>> => {
    const { user, domain } = splitAddress(address)
    return (await kamailio.all(sql, [user, domain])).map(readAlias)
  }

  const find = async (ref: AddressRef): Promise<Alias | undefined> => {
    if (!capabilities.tables.dbaliases) return undefined
    const spellings = ref.canonical === undefined ? [ref.spelling] : [ref.spelling, ref.canonical]
    let other: KeyedAlias | undefined
    for (const spelling of new Set(spellings)) {
      const found = await byName(exact, spelling)
      const same = found.find(({ alias }) => alias === spelling)
      if (same !== undefined) return plain(same)
      // What a folding collation found besides counts if it differs in case and not in accents.
      other ??= found.find(({ alias }) => alias.toLowerCase() === lowerOf(ref))
    }
    if (other !== undefined) return plain(other)
    if (ref.canonical === undefined || (await adoption.folding(kamailio))) return undefined
    // Adoption reserves the canonical form of every alias in capitals, so that only then the whole table is read.
    await adoption.look()
    const [reserved] = await own.all(reservation, [ref.canonical])
    if (deps.adoption && reserved?.["kind"] !== "alias") return undefined
    const [found] = await byName(anyCase, ref.canonical)
    return found === undefined ? undefined : plain(found)
  }

  const list = async (asked: AliasQuery): Promise<Page<Alias>> => {
    const key = asked.after === undefined ? undefined : decodeAliasKey(asked.after)
    if (!capabilities.tables.dbaliases || (asked.after !== undefined && key === undefined)) {
      return { items: [], next: undefined }
    }
    const folding = await adoption.folding(kamailio)
    const conditions: Array<string> = []
    const params: Array<Param> = []
    const matches = (columns: readonly [string, string], ref: AddressRef, mayBeOdd: boolean) => {
      const { user, domain } = splitAddress(lowerOf(ref))
      const [first, second] = columns
      const sides = folding || !mayBeOdd ? [first, second] : [`lower(${first})`, `lower(${second})`]
      conditions.push(`${sides[0]} = ? AND ${sides[1]} = ?`)
      params.push(user, domain)
    }
    if (asked.alias !== undefined) matches(["alias_username", "alias_domain"], asked.alias, true)
    if (asked.destination !== undefined) {
      await adoption.look()
      const odd = !deps.adoption || asked.destination.canonical === undefined || adoption.oddDestinations()
      matches(["username", "domain"], asked.destination, odd)
    }
    if (asked.domain !== undefined) {
      conditions.push("lower(alias_domain) = ?")
      params.push(asked.domain)
    }
    if (asked.numbersOnly) conditions.push("alias_username LIKE '+%'")

    const page = async (from: AliasKey | undefined, limit: number): Promise<ReadonlyArray<KeyedAlias>> => {
      const where = [...conditions, ...(from === undefined ? [] : [BEHIND])]
      const sql = `SELECT ${COLUMNS} FROM dbaliases${where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`} ${ORDER} LIMIT ?`
      const rows = await kamailio.all(sql, [...params, ...(from === undefined ? [] : behindParams(from)), limit])
      return rows.map(readAlias)
    }

    const items: Array<KeyedAlias> = []
    let from = key
    // What is no number is dropped here, so a page may take several reads.
    while (items.length <= asked.limit) {
      const rows = await page(from, asked.limit + 1)
      items.push(...(asked.numbersOnly ? rows.filter(isNumber) : rows))
      from = rows.at(-1)?.key
      if (rows.length <= asked.limit) break
    }
    const { items: shown, next } = pageOf(items, asked.limit, (item) => encodeAliasKey(item.key))
    return { items: shown.map(plain), next }
  }

  return {
    find: (ref) => query(() => find(ref)),
    list: (asked) => query(() => list(asked)),
  }
}
