import { parsedString, Refusal } from "./parsed.ts"

/** A MAC address (EUI-48) as twelve lower-case hexadecimal digits. */
export type MacAddress = string & { readonly MacAddress: unique symbol }

const SPELLINGS = [
  /^[0-9a-f]{12}$/,
  /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/,
  /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/,
  /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}$/,
]

/** Takes plain hexadecimal and the usual groupings by colon, dash or dot. */
export const parseMacAddress = (text: string): MacAddress | Refusal => {
  const lower = text.toLowerCase()
  if (!SPELLINGS.some((spelling) => spelling.test(lower))) return new Refusal("is not a MAC address")
  return lower.replace(/[:.-]/g, "") as MacAddress
}

export const MacAddress = parsedString("MacAddress", parseMacAddress)
