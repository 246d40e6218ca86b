import type { AccessLevel } from "@sipwright/core"
import type { Entry } from "ldapts"
import { dnKey, foldValue, namingValue, parseDn } from "./distinguished-name.ts"
import type { Searcher } from "./search-connection.ts"
import { readEntry, textValues } from "./searches.ts"
import type { FilterTemplate } from "./template.ts"
import type { LdapUser } from "./users.ts"

/** Where the groups of a user stand: in entries that a filter finds, or in an attribute of the user. */
export type GroupSource =
  | { readonly kind: "search"; readonly baseDn: string; readonly filter: FilterTemplate }
  | { readonly kind: "attribute"; readonly attribute: string }

export interface GroupLookup {
  readonly source: GroupSource
  /** Whether the groups of groups are looked for, one level after the other. */
  readonly nested: boolean
}

/** Which group gives which level. */
export type GroupAccess = ReadonlyArray<{ readonly group: string; readonly access: AccessLevel }>

interface Group {
  readonly dn: string
  readonly names: ReadonlyArray<string>
}

/** What has groups: a user, or a group. */
interface Member {
  readonly dn: string
  readonly entry: Entry | undefined
}

// Groups can contain each other. What lies beyond these limits gives nothing.
const DEEPEST = 20
const MOST_GROUPS = 1000
/** Members asked about by one search, and reads under way at once. */
const TOGETHER = 20

const keyOf = (dn: string): string => dnKey(dn) ?? foldValue(dn)

const chunks = <A>(items: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(items.length / TOGETHER) }, (_, step) =>
    items.slice(step * TOGETHER, (step + 1) * TOGETHER),
  )

const groupOfDn = (dn: string): Group => {
  const name = namingValue(dn, "cn")
  return { dn, names: name === undefined ? [] : [name] }
}

const listedIn = async (
  searcher: Searcher,
  attribute: string,
  { dn, entry }: Member,
): Promise<ReadonlyArray<Group>> => {
  const found = entry ?? (await readEntry(searcher, dn, [attribute]))
  return found === undefined ? [] : textValues(found, attribute).map(groupOfDn)
}

const groupsOf = async (
  searcher: Searcher,
  source: GroupSource,
  members: ReadonlyArray<Member>,
  username: string,
): Promise<ReadonlyArray<Group>> => {
  const found: Group[] = []
  for (const some of chunks(members)) {
    if (source.kind === "attribute") {
      const listed = await Promise.all(some.map((member) => listedIn(searcher, source.attribute, member)))
      found.push(...listed.flat())
      continue
    }
    const filters = some.map(({ dn }) => source.filter({ dn, username }))
    const filter = filters.length === 1 ? filters.join("") : `(|${filters.join("")})`
    for (const entry of await searcher.search(source.baseDn, { filter, attributes: ["cn"] })) {
      found.push({ dn: entry.dn, names: textValues(entry, "cn") })
    }
  }
  return found
}

const allGroups = async (
  searcher: Searcher,
  { source, nested }: GroupLookup,
  user: LdapUser,
): Promise<Iterable<Group>> => {
  const reached = new Map<string, Group>()
  let members: ReadonlyArray<Member> = [user]
  for (let depth = 0; depth < (nested ? DEEPEST : 1) && members.length > 0; depth++) {
    const fresh: Group[] = []
    for (const group of await groupsOf(searcher, source, members, user.name)) {
      if (reached.has(keyOf(group.dn)) || reached.size >= MOST_GROUPS) continue
      reached.set(keyOf(group.dn), group)
      fresh.push(group)
    }
    members = fresh.map(({ dn }) => ({ dn, entry: undefined }))
  }
  return reached.values()
}

// `cn=admins` alone is no DN that a group could have, but a way to write a CN.
const keyOfGiven = (group: string): string => {
  const dn = parseDn(group)
  if (dn === undefined) return `cn:${foldValue(group)}`
  const only = dn.length === 1 ? namingValue(group, "cn") : undefined
  return only === undefined ? `dn:${keyOf(group)}` : `cn:${foldValue(only)}`
}

/** The highest level that the groups of a user give; undefined where they give none. A search that fails is no answer, and rejects. */
export const highestAccess = async (
  searcher: Searcher,
  lookup: GroupLookup,
  given: GroupAccess,
  user: LdapUser,
): Promise<AccessLevel | undefined> => {
  const keys = new Set<string>()
  for (const { dn, names } of await allGroups(searcher, lookup, user)) {
    keys.add(`dn:${keyOf(dn)}`)
    for (const name of names) keys.add(`cn:${foldValue(name)}`)
  }
  const levels = given.filter(({ group }) => keys.has(keyOfGiven(group))).map(({ access }) => access)
  return levels.length === 0 ? undefined : (Math.max(...levels) as AccessLevel)
}
