import { parsedNumeric, Refusal } from "./parsed.ts"

/**
 * What an operator may do. Each level includes those below it: 0 nothing, 1 `limited_read` (reads without secrets),
 * 2 `full_read` (also secrets), 3 `full_write` (every change), 4 `super` (also spaces, and all levels).
 */
export type AccessLevel = 0 | 1 | 2 | 3 | 4

/** The names of the levels; the place of each is its number. */
export const ACCESS_LEVELS = ["none", "limited_read", "full_read", "full_write", "super"] as const

/** The name of an {@link AccessLevel}. */
export type AccessLevelName = (typeof ACCESS_LEVELS)[number]

/** The name of a level. */
export const accessLevelName = (level: AccessLevel): AccessLevelName => ACCESS_LEVELS[level]

/** Takes the name or the number of a level. */
export const parseAccessLevel = (text: string): AccessLevel | Refusal => {
  const index = /^[0-4]$/.test(text) ? Number(text) : ACCESS_LEVELS.indexOf(text as AccessLevelName)
  return index === -1
    ? new Refusal(`is not an access level (${ACCESS_LEVELS.join(", ")}, or 0 to 4)`)
    : (index as AccessLevel)
}

export const AccessLevel = parsedNumeric("AccessLevel", parseAccessLevel, accessLevelName)
