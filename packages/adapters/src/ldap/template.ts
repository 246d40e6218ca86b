import { Filter, FilterParser } from "ldapts"
import { escapeDnValue, parseDn } from "./distinguished-name.ts"
import { type LdapOption, wrongOption } from "./options-error.ts"

export type Placeholder = "username" | "dn"

type Values = { readonly [P in Placeholder]?: string }

const PLACEHOLDER = /\{([^{}]*)\}/g

// A function, because a text that replaces would have its own `$&` taken for a pattern.
const fill = (template: string, values: Values, escape: (value: string) => string): string =>
  template.replace(PLACEHOLDER, (whole, name: Placeholder) => {
    const value = values[name]
    return value === undefined ? whole : escape(value)
  })

const placeholdersOf = (template: string): ReadonlyArray<string> =>
  [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name)

const checkPlaceholders = (option: LdapOption, template: string, allowed: ReadonlyArray<Placeholder>): void => {
  const names = placeholdersOf(template)
  if (names.some((name) => !allowed.includes(name as Placeholder))) {
    throw wrongOption(option, `has a placeholder other than ${allowed.map((name) => `{${name}}`).join(" and ")}`)
  }
  if (names.length === 0)
    throw wrongOption(option, `has no ${allowed.map((name) => `{${name}}`).join(" and no ")} in it`)
}

/** A filter (RFC 4515) with places for values. */
export type FilterTemplate = (values: Values) => string

/** Checks a filter with placeholders; what is put into it later cannot change its shape. Throws LdapOptionsError. */
export const filterTemplate = (
  option: LdapOption,
  text: string,
  allowed: ReadonlyArray<Placeholder>,
): FilterTemplate => {
  checkPlaceholders(option, text, allowed)
  // Parentheses around a simple filter may be left out, as many tools allow it.
  const template = text.startsWith("(") ? text : `(${text})`
  const filled: FilterTemplate = (values) => fill(template, values, (value) => Filter.escape(value))
  try {
    FilterParser.parseString(filled({ username: "x", dn: "cn=x" }))
  } catch {
    throw wrongOption(option, "is not a filter such as (uid={username})")
  }
  return filled
}

/** The attribute that a filter compares with the name first. */
export const comparedAttribute = (filter: string): string | undefined =>
  /([a-z][\w-]*)(?::[\w.:-]*)?=\{username\}/i.exec(filter)?.[1]

/** The attributes that a filter compares with the name; undefined where it does more with it than to compare. */
export const comparedAttributes = (filter: string): ReadonlyArray<string> | undefined => {
  const compared = [...filter.matchAll(/(?:^|\()([a-z][\w-]*)=\{username\}(?=\)|$)/gi)].map(
    ([, attribute = ""]) => attribute,
  )
  return compared.length === placeholdersOf(filter).length ? compared : undefined
}

/** Lets the server follow groups in groups: every comparison with the DN gets Active Directory's rule for it. */
export const followedInChain = (filter: string): string =>
  filter.replace(/(?<!:)=\{dn\}/g, ":1.2.840.113556.1.4.1941:={dn}")

/** What users bind as. */
export interface BindNameTemplate {
  readonly fill: (username: string) => string | undefined
  /** The pattern of a DN, or of a name that only this server knows. */
  readonly kind: "dn" | "name"
  /** The attribute of a DN's first step that is the name, and the DN above the entries; where it is the pattern of a DN. */
  readonly attribute: string | undefined
  readonly parent: string | undefined
}

const dnTemplate = (template: string): BindNameTemplate => {
  const [, attribute, parent] = /^\s*([a-z][\w-]*)\s*=\s*\{username\}\s*,(.*)$/i.exec(template) ?? []
  return { kind: "dn", fill: (username) => fill(template, { username }, escapeDnValue), attribute, parent }
}

/** Checks the pattern of what users bind as. Throws LdapOptionsError. */
export const bindNameTemplate = (option: LdapOption, template: string): BindNameTemplate => {
  checkPlaceholders(option, template, ["username"])
  if (parseDn(fill(template, { username: "x" }, escapeDnValue)) !== undefined) return dnTemplate(template)
  if (/[=,]/.test(template)) throw wrongOption(option, "is not the pattern of a DN such as uid={username},dc=example")
  // Neither escape fits names of this kind, so a name that could reach beyond its place is none.
  const isBare = template === "{username}"
  return {
    kind: "name",
    fill: (username) =>
      isBare || !/[@\\]/.test(username) ? fill(template, { username }, (value) => value) : undefined,
    attribute: undefined,
    parent: undefined,
  }
}
