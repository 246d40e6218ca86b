import type { Entry } from "ldapts"
import { LdapResult } from "./failure.ts"
import type { Searcher } from "./search-connection.ts"

const NO_SUCH_OBJECT = 32
const INVALID_DN_SYNTAX = 34

const NOT_THERE = new Set([NO_SUCH_OBJECT, INVALID_DN_SYNTAX])

/** The entry of a DN; undefined where there is none that the searcher may see. */
export const readEntry = async (
  searcher: Searcher,
  dn: string,
  attributes: ReadonlyArray<string>,
): Promise<Entry | undefined> => {
  try {
    return (await searcher.search(dn, { scope: "base", attributes: [...attributes] }))[0]
  } catch (error) {
    if (error instanceof LdapResult && NOT_THERE.has(error.result)) return undefined
    throw error
  }
}

/** The values of an attribute that are text, whatever the case in which the server writes its name. */
export const textValues = (entry: Entry, attribute: string): ReadonlyArray<string> => {
  const wanted = attribute.toLowerCase()
  const values = Object.entries(entry).find(([type]) => type !== "dn" && type.toLowerCase() === wanted)?.[1] ?? []
  return (Array.isArray(values) ? values : [values]).filter((value) => typeof value === "string")
}
