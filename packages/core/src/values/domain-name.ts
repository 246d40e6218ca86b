import { parsedString, Refusal } from "./parsed.ts"

/**
 * A SIP domain in canonical form: lower case, internationalised labels as A-labels (RFC 5890), or an IPv4 address, or an
 * IPv6 reference in brackets (RFC 3261 `host`). At most 64 characters, the width of Kamailio's columns.
 */
export type DomainName = string & { readonly DomainName: unique symbol }

const MAX_LENGTH = 64
const HOSTNAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/
const CANONICAL = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/
const ALL_DIGITS_AND_DOTS = /^[0-9.]+$/

// The URL parser is the one IDNA implementation (UTS 46) that every runtime ships.
const toAscii = (text: string): string | undefined => {
  if (/[\s/?#@:%\\]/u.test(text) && !text.startsWith("[")) return undefined
  try {
    return new URL(`http://${text}/`).hostname
  } catch {
    return undefined
  }
}

/** Reads a domain name or an IPv4 or IPv6 address as RFC 3261 section 25.1 has them; a name beyond ASCII becomes its A-label (RFC 5891). */
export const parseDomainName = (text: string): DomainName | Refusal => {
  if (text === last?.text) return last.name
  const name = parse(text)
  if (!(name instanceof Refusal)) last = { text, name }
  return name
}

// Many addresses in a row are of one domain.
let last: { readonly text: string; readonly name: DomainName } | undefined

const parse = (text: string): DomainName | Refusal => {
  const malformed = new Refusal("is not a domain name")
  if (text === "") return malformed
  if (text.length > 255) return new Refusal(`is longer than ${MAX_LENGTH} characters`)
  const lower = text.toLowerCase()
  // The usual case needs no URL parser, and a URL parser would read 1.2 as the address 1.0.0.2.
  const ascii = CANONICAL.test(lower) && !lower.startsWith("xn--") ? lower : toAscii(lower)
  if (ascii === undefined) return malformed
  const isIpv6 = ascii.startsWith("[")
  if (!isIpv6 && !HOSTNAME.test(ascii)) return malformed
  if (ALL_DIGITS_AND_DOTS.test(ascii) && !isIpv4(ascii)) return malformed
  if (ascii.split(".").some((label) => label.length > 63)) return malformed
  if (ascii.length > MAX_LENGTH) return new Refusal(`is longer than ${MAX_LENGTH} characters`)
  return ascii as DomainName
}

const isIpv4 = (text: string): boolean => {
  const parts = text.split(".")
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
}

export const DomainName = parsedString("DomainName", parseDomainName)
