import { type AddressRef, parseAddressRef, Refusal as Malformed } from "@sipwright/core"

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The address in a `From` header such as `sip:user@domain;tag=1`; undefined where it is none. */
export const addressInFrom = (header: string): AddressRef | undefined => {
  const [uri = ""] = header
    .trim()
    .replace(/^<([^>]*)>.*$/s, "$1")
    .split(";", 1)
  if (!/^sips?:/i.test(uri)) return undefined
  const text = decoded(uri)
  const ref = text === undefined ? undefined : parseAddressRef(text)
  return ref instanceof Malformed ? undefined : ref
}
