import { parsedNumeric, Refusal } from "./parsed.ts"

/** A UDP or TCP port, 1 to 65535. */
export type PortNumber = number & { readonly PortNumber: unique symbol }

/** Reads a port in decimal digits. */
export const parsePortNumber = (text: string): PortNumber | Refusal => {
  const value = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0
  return value >= 1 && value <= 65_535 ? (value as PortNumber) : new Refusal("is not a port number (1 to 65535)")
}

export const PortNumber = parsedNumeric("PortNumber", parsePortNumber, Number)
