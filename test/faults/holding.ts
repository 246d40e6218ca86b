import { createHash } from "node:crypto"
import type { TestDatabase } from "../support/test-database.ts"
import type { Random } from "./seeded-random.ts"

export const DOMAIN = "faults.example.org"

/** All that one caller has in the databases: an account with what belongs to it, and some numbers of the pool. */
export interface Holding {
  /** As it stands in `subscriber`; undefined where there is no account. */
  readonly ha1: string | undefined
  readonly permissions: number
  readonly phone: boolean
  readonly alias: boolean
  /** A number that is an alias of the account. */
  readonly number: boolean
  readonly pool: ReadonlyArray<string>
}

export const NOTHING: Holding = { ha1: undefined, permissions: 0, phone: false, alias: false, number: false, pool: [] }

/** In place of the `ha1` of a password that was made by the server and never heard. */
const UNHEARD = "unheard"

/** Whether what is there can be this. */
export const fits = (holding: Holding, actual: Holding): boolean => {
  const ha1 = holding.ha1 === UNHEARD && actual.ha1 !== undefined ? actual.ha1 : holding.ha1
  return keyOf({ ...holding, ha1 }) === keyOf(actual)
}

/** One text for one holding. */
export const keyOf = (holding: Holding): string => JSON.stringify(holding)

/** The password that a call answered. */
type Password = string | undefined

export interface Deed {
  readonly node: string
  readonly parameters: Readonly<Record<string, string | number>>
  /** What it makes of a holding; undefined where it is refused and nothing changes. */
  readonly makes: (holding: Holding, password?: Password) => Holding | undefined
}

const NUMBERS = 6

const namesOf = (caller: number) => ({
  user: `caller${caller}`,
  address: `caller${caller}@${DOMAIN}`,
  alias: `alias${caller}@${DOMAIN}`,
  mac: `00112233${String(caller).padStart(4, "0")}`,
  pool: Array.from({ length: NUMBERS }, (_, index) => `+4720${String(caller).padStart(3, "0")}${index}`),
})

const md5 = (text: string) => createHash("md5").update(text).digest("hex")

const unless = (refused: boolean, holding: Holding): Holding | undefined => (refused ? undefined : holding)

/** Everything that a caller may do, of every kind that writes in more than one place; the first adds the account. */
const deedsOf = (caller: number, random: Random): ReadonlyArray<Deed> => {
  const { user, address, alias, mac, pool } = namesOf(caller)
  const password = `secret ${random(1e9)}`
  const ha1Of = (text: Password) => (text === undefined ? UNHEARD : md5(`${user}:${DOMAIN}:${text}`))
  const permission = random(256)
  const number = pool[random(NUMBERS)] ?? ""
  // The first number is the one that becomes an alias.
  const [own = ""] = pool
  const has = ({ ha1: known }: Holding) => known !== undefined
  return [
    {
      node: "user/add_local",
      parameters: { user: address, displayname: user, email: `${user}@example.com` },
      makes: (holding, generated) => unless(has(holding), { ...holding, ha1: ha1Of(generated), permissions: 0 }),
    },
    {
      node: "user/remove",
      parameters: { user: address },
      makes: (holding) =>
        unless(!has(holding) || holding.alias || holding.number || holding.phone, {
          ...holding,
          ha1: undefined,
          permissions: 0,
        }),
    },
    {
      node: "user/change_pw",
      parameters: { user: address, password },
      makes: (holding) => unless(!has(holding), { ...holding, ha1: ha1Of(password) }),
    },
    {
      node: "permission/set",
      parameters: { user: address, permission },
      makes: (holding) => unless(!has(holding), { ...holding, permissions: permission }),
    },
    {
      node: "alias/add",
      parameters: { alias, destination: address },
      makes: (holding) => unless(!has(holding) || holding.alias, { ...holding, alias: true }),
    },
    {
      node: "alias/remove",
      parameters: { alias },
      makes: (holding) => unless(!holding.alias, { ...holding, alias: false }),
    },
    {
      node: "alias/add",
      parameters: { alias: `${own}@${DOMAIN}`, destination: address },
      makes: (holding) =>
        unless(!has(holding) || holding.number, {
          ...holding,
          number: true,
          pool: holding.pool.filter((other) => other !== own),
        }),
    },
    {
      node: "alias/remove",
      parameters: { alias: `${own}@${DOMAIN}` },
      makes: (holding) => unless(!holding.number, { ...holding, number: false }),
    },
    {
      node: "phone/add",
      parameters: { mac, user: address },
      makes: (holding) => unless(!has(holding) || holding.phone, { ...holding, phone: true }),
    },
    {
      node: "phone/delete",
      parameters: { mac, user: address },
      makes: (holding) => unless(!has(holding) || !holding.phone, { ...holding, phone: false }),
    },
    {
      node: "numbers/add",
      parameters: { number },
      makes: (holding) =>
        unless(holding.pool.includes(number) || (number === own && holding.number), {
          ...holding,
          pool: [...holding.pool, number].toSorted(),
        }),
    },
    {
      node: "numbers/pull",
      parameters: { number },
      makes: (holding) =>
        unless(!holding.pool.includes(number), {
          ...holding,
          pool: holding.pool.filter((other) => other !== number),
        }),
    },
    {
      node: "numbers/add_range",
      parameters: { start: own, end: pool.at(-1) ?? "" },
      makes: (holding) => ({ ...holding, pool: pool.filter((free) => free !== own || !holding.number) }),
    },
  ]
}

/** Something that a caller does. */
export const deedOf = (caller: number, random: Random): Deed => {
  const deeds = deedsOf(caller, random)
  return deeds[random(deeds.length)] as Deed
}

/** Adding the account of a caller. */
export const addingOf = (caller: number, random: Random): Deed => deedsOf(caller, random)[0] as Deed

/** What each of the callers has, by the rows themselves. */
export const holdingsIn = async (
  callers: number,
  own: TestDatabase,
  kamailio: TestDatabase,
): Promise<ReadonlyArray<Holding>> => {
  const subscribers = await kamailio.query("SELECT username, ha1 FROM subscriber")
  const accounts = await own.query("SELECT address, permissions FROM sipwright_account")
  const aliases = await kamailio.query("SELECT alias_username, username FROM dbaliases")
  const phones = await own.query("SELECT mac, address FROM sipwright_phone")
  const numbers = await own.query("SELECT number FROM sipwright_number")
  return Array.from({ length: callers }, (_, caller): Holding => {
    const { user, address, alias, mac, pool } = namesOf(caller)
    const subscriber = subscribers.find(({ username }) => username === user)
    const isAlias = (name: string | undefined) =>
      aliases.some(
        ({ alias_username, username }) => `${String(alias_username)}@${DOMAIN}` === name && username === user,
      )
    return {
      ha1: subscriber === undefined ? undefined : String(subscriber["ha1"]),
      permissions: Number(accounts.find((row) => row["address"] === address)?.["permissions"] ?? 0),
      phone: phones.some((row) => row["mac"] === mac && row["address"] === address),
      alias: isAlias(alias),
      number: isAlias(`${pool[0]}@${DOMAIN}`),
      pool: pool.filter((number) => numbers.some((row) => row["number"] === number)),
    }
  })
}
