import { type DomainName, parseDomainName } from "./domain-name.ts"
import { parsed, parsedString, Refusal } from "./parsed.ts"

/**
 * An address of record in canonical form, `user@domain`: lower case, the user part ASCII as RFC 3261 section 25.1 allows
 * it without escapes, the domain as {@link DomainName}. At most 64 characters on either side of the `@`.
 */
export type SipAddress = string & { readonly SipAddress: unique symbol }

/**
 * An address as a caller wrote it, for look-ups. Rows that were made outside may be spelled with capitals or be odd
 * altogether, so the spelling is kept beside the canonical form; the exact spelling wins where both exist.
 */
export interface AddressRef {
  /** `user@domain` as given, without `sip:`. */
  readonly spelling: string
  /** Absent where the text is no valid SIP address and can only name an odd row that was made outside. */
  readonly canonical: SipAddress | undefined
}

const MAX_PART = 64
// unreserved / user-unreserved of RFC 3261; the escaped form is left out, it would give one user two names.
const USER = /^[a-z0-9\-_.!~*'()&=+$,;?/]+$/

const withoutScheme = (text: string): string => (/^sips?:/i.test(text) ? text.slice(text.indexOf(":") + 1) : text)

/** Splits at the last `@`. */
export const splitAddress = (address: string): { readonly user: string; readonly domain: string } => {
  const at = address.lastIndexOf("@")
  return at === -1 ? { user: address, domain: "" } : { user: address.slice(0, at), domain: address.slice(at + 1) }
}

/** Reads `user@domain`, with or without `sip:` in front, into its canonical form (RFC 3261 section 19.1): lower case, no escapes. */
export const parseSipAddress = (text: string): SipAddress | Refusal => {
  const bare = withoutScheme(text)
  const at = bare.lastIndexOf("@")
  if (at < 1) return new Refusal("is not a SIP address of the form user@domain")
  const user = bare.slice(0, at).toLowerCase()
  if (user.length > MAX_PART) return new Refusal(`has a user part longer than ${MAX_PART} characters`)
  if (!USER.test(user)) return new Refusal("has a character in its user part that RFC 3261 does not allow")
  const domain = parseDomainName(bare.slice(at + 1))
  if (domain instanceof Refusal) return new Refusal("has a domain part that is not a domain name")
  return `${user}@${domain}` as SipAddress
}

/** Reads what may name an account or alias: a SIP address, or any text with an `@` that a database can hold. */
export const parseAddressRef = (text: string): AddressRef | Refusal => {
  const canonical = parseSipAddress(text)
  if (!(canonical instanceof Refusal)) return { spelling: withoutScheme(text), canonical }
  // An odd row made outside can have nearly anything before its last @; what no database keeps is no name of a row.
  const spelling = withoutScheme(text)
  const storable =
    spelling.includes("@") && spelling.length <= 2 * 255 && !spelling.includes("\0") && spelling.isWellFormed()
  return storable ? { spelling, canonical: undefined } : canonical
}

/** The reference to an address that is already canonical. */
export const refOf = (address: SipAddress): AddressRef => ({ spelling: address, canonical: address })

/** The user part. */
export const userOf = (address: SipAddress): string => splitAddress(address).user

/** The domain part. */
export const domainOf = (address: SipAddress): DomainName => splitAddress(address).domain as DomainName

const isAddressRef = (value: unknown): value is AddressRef =>
  typeof value === "object" && value !== null && "spelling" in value && typeof value.spelling === "string"

export const SipAddress = parsedString("SipAddress", parseSipAddress)

export const AddressRef = parsed("AddressRef", parseAddressRef, isAddressRef, (ref) => ref.spelling)
