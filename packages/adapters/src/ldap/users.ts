import type { Entry } from "ldapts"
import { namingValue } from "./distinguished-name.ts"
import { LdapFailure } from "./failure.ts"
import type { Searcher } from "./search-connection.ts"
import { readEntry, textValues } from "./searches.ts"
import type { BindNameTemplate, FilterTemplate } from "./template.ts"

/** A user, as the directory has it. */
export interface LdapUser {
  readonly dn: string
  /** In the spelling of the entry: what is typed may differ in case and in blanks. */
  readonly name: string
  readonly fullName: string
  readonly email: string
  readonly entry: Entry
}

/** How the entry of a name is found. */
export interface UserLookup {
  readonly bindName: BindNameTemplate | undefined
  readonly baseDn: string
  readonly filter: FilterTemplate
  /** Holds the canonical name. */
  readonly nameAttribute: string
  /** The name that is given has to be a value of one of these; undefined where the filter alone can tell. */
  readonly compared: ReadonlyArray<string> | undefined
  /** What is read of an entry besides its name. */
  readonly attributes: ReadonlyArray<string>
}

/** As long as a name can be in sessions and authorizations. */
const LONGEST_NAME = 128

/** Whether a text can be a name at all; nothing else is ever sent to a server. */
export const isName = (text: string): boolean =>
  text !== "" && text.length <= LONGEST_NAME && !text.includes("\0") && text.isWellFormed()

// Whoever could choose among several values, or spellings, could choose which authorization counts.
const canonicalName = (entry: Entry, attribute: string): string => {
  const naming = namingValue(entry.dn, attribute)
  const values = textValues(entry, attribute)
  const name = naming ?? values.toSorted()[0]
  if (name !== undefined && isName(name)) return name
  const problem = values.length === 0 ? `no ${attribute} that may be read` : `a ${attribute} that can be no name`
  throw new LdapFailure("unfit", `the entry of a user has ${problem}`)
}

const userOf = (entry: Entry, { nameAttribute }: UserLookup): LdapUser => {
  const first = (attribute: string) => textValues(entry, attribute)[0]
  return {
    dn: entry.dn,
    name: canonicalName(entry, nameAttribute),
    fullName: first("displayName") ?? first("cn") ?? "",
    email: first("mail") ?? "",
    entry,
  }
}

const entriesOf = async (searcher: Searcher, lookup: UserLookup, username: string): Promise<ReadonlyArray<Entry>> => {
  const { nameAttribute, compared = [] } = lookup
  const attributes = [...new Set([nameAttribute, ...compared, "displayName", "cn", "mail", ...lookup.attributes])]
  if (lookup.bindName?.kind === "dn") {
    const entry = await readEntry(searcher, lookup.bindName.fill(username) ?? "", attributes)
    return entry === undefined ? [] : [entry]
  }
  // Two are enough to see that it is not one.
  return searcher.search(lookup.baseDn, { filter: lookup.filter({ username }), sizeLimit: 2, attributes })
}

const folded = (text: string): string => text.normalize("NFKC").toLowerCase()

// To a server, blanks at the ends, accents or invisible characters may make no difference. Attempts are counted by the name that was given,
// so nobody may have many of them.
const hasName = ({ name, entry }: LdapUser, compared: UserLookup["compared"], username: string): boolean =>
  compared === undefined ||
  [name, ...compared.flatMap((attribute) => textValues(entry, attribute))].some(
    (value) => folded(value) === folded(username),
  )

/** The only user of that name. Where several entries fit, none of them is. */
export const findUser = async (
  searcher: Searcher,
  lookup: UserLookup,
  username: string,
): Promise<LdapUser | undefined> => {
  const [entry, second] = await entriesOf(searcher, lookup, username)
  if (entry === undefined || second !== undefined) return undefined
  const user = userOf(entry, lookup)
  return hasName(user, lookup.compared, username) ? user : undefined
}
