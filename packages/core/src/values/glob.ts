import { parsedString, Refusal } from "./parsed.ts"

/** A search pattern: `*` is any text, `?` any one character, everything else is literal. Case does not matter. */
export type Glob = string & { readonly Glob: unique symbol }

const MAX_LENGTH = 255

/** Reads a pattern of at most 255 characters. */
export const parseGlob = (text: string): Glob | Refusal => {
  if (text.includes("\0") || !text.isWellFormed()) return new Refusal("has a character that no name can have")
  // Runs of stars mean the same as one, and would make a backtracking matcher slow.
  const pattern = text.replace(/\*+/g, "*")
  return pattern.length > MAX_LENGTH ? new Refusal(`is longer than ${MAX_LENGTH} characters`) : (pattern as Glob)
}

/** The pattern found anywhere in the text. */
export const anywhere = (glob: Glob): Glob => `*${glob}*`.replace(/\*+/g, "*") as Glob

/** Whether the whole text matches. Linear in practice: it remembers one star only, the last one. */
export const globMatches = (glob: Glob, text: string): boolean => {
  const pattern = [...glob.toLowerCase()]
  const subject = [...text.toLowerCase()]
  let p = 0
  let s = 0
  let star = -1
  let resume = 0
  while (s < subject.length) {
    if (p < pattern.length && pattern[p] === "*") {
      star = p++
      resume = s
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === subject[s])) {
      p++
      s++
    } else if (star !== -1) {
      p = star + 1
      s = ++resume
    } else {
      return false
    }
  }
  while (pattern[p] === "*") p++
  return p === pattern.length
}

/** The pattern for SQL's `LIKE … ESCAPE '!'` on lower-case text. */
export const globToLike = (glob: Glob): string =>
  glob
    .toLowerCase()
    .replace(/[!%_]/g, (literal) => `!${literal}`)
    .replaceAll("*", "%")
    .replaceAll("?", "_")

export const Glob = parsedString("Glob", parseGlob)
