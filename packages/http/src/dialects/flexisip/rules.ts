import * as Effect from "effect/Effect"
import { BadFields } from "./answer.ts"
import type { Rule } from "./locales/locale.ts"
import type { Broken } from "./locales/translate.ts"

/** The fields of a call, as they came. */
export type Body = Readonly<Record<string, unknown>>

/** Reads a field that is there; answers its value, or the rule that it breaks. */
export type Read<T> = (value: unknown) => Valid<T> | Broken

export interface Valid<T> {
  readonly value: T
}

const valid = <T>(value: T): Valid<T> => ({ value })
const broken = (rule: Rule): Broken => ({ rule })

// Spaces at the ends are nobody's intention, but for passwords.
const KEPT = new Set(["password", "old_password", "password_confirmation", "current_password"])

/** A field as it is to be read: text without its outer spaces, and nothing where it is empty. */
export const fieldOf = (body: Body, name: string): unknown => {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  const trimmed = typeof value === "string" && !KEPT.has(name) ? value.trim() : value
  return trimmed === "" || trimmed === null ? undefined : trimmed
}

/** Collects what is wrong with all fields of a call, so that the caller is told everything at once. */
export const makeForm = (body: Body) => {
  const faults = new Map<string, Broken[]>()

  const fail = (name: string, fault: Broken): undefined => {
    faults.set(name, [...(faults.get(name) ?? []), fault])
  }

  const optional = <T>(name: string, read: Read<T>): T | undefined => {
    const value = fieldOf(body, name)
    if (value === undefined) return undefined
    const result = read(value)
    return "value" in result ? result.value : fail(name, result)
  }

  const required = <T>(name: string, read: Read<T>): T | undefined =>
    fieldOf(body, name) === undefined ? fail(name, broken("required")) : optional(name, read)

  /** Goes on where nothing is wrong. What was required is there then. */
  const checked: Effect.Effect<void, BadFields> = Effect.suspend(() =>
    faults.size === 0 ? Effect.void : Effect.fail(new BadFields(faults)),
  )

  return { has: (name: string) => fieldOf(body, name) !== undefined, optional, required, fail, checked }
}

/** Fails with what is wrong with one field. */
export const badField = (name: string, rule: Rule): BadFields => new BadFields(new Map([[name, [broken(rule)]]]))

export const string: Read<string> = (value) => (typeof value === "string" ? valid(value) : broken("string"))

/** `"1"` and `1` are what some clients write for true. */
export const boolean: Read<boolean> = (value) => {
  if (value === true || value === 1 || value === "1") return valid(true)
  if (value === false || value === 0 || value === "0") return valid(false)
  return broken("boolean")
}

export const integer: Read<number> = (value) => {
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) && (number as number) >= 0 ? valid(number as number) : broken("integer")
}

export const oneOf =
  <T extends string>(values: ReadonlyArray<T>): Read<T> =>
  (value) => {
    const found = values.find((known) => known === value)
    return found === undefined ? broken("in") : valid(found)
  }

/** Both rules, in this order. */
export const and =
  <T>(first: Read<T>, rule: Rule, holds: (value: T) => boolean): Read<T> =>
  (value) => {
    const result = first(value)
    return "value" in result && !holds(result.value) ? broken(rule) : result
  }

export const minimum =
  (min: number): Read<string> =>
  (value) => {
    const result = string(value)
    return "value" in result && [...result.value].length < min ? { rule: "min", min } : result
  }

// What RFC 5321 lets through in practice; whether it is somebody's is for a mail to find out.
export const email = and(
  string,
  "email",
  (value) => value.length <= 255 && /^[^\s@<>"]+@[^\s@<>".]+(?:\.[^\s@<>".]+)*$/.test(value),
)

/** Labels in lower case, at least two, the last of letters. */
export const domainName = and(string, "domain", (value) =>
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(value),
)

const isEntry = (value: unknown): boolean => typeof value === "string"

/** An object of texts; numbers and booleans are not. An empty list is what some clients write for an empty object. */
export const dictionary: Read<Readonly<Record<string, string>>> = (value) => {
  if (Array.isArray(value)) return value.length === 0 ? valid({}) : broken("dictionary")
  if (typeof value !== "object" || value === null || !Object.values(value).every(isEntry)) return broken("dictionary")
  return valid(value as Readonly<Record<string, string>>)
}
