import { parsePhoneNumberFromString } from "libphonenumber-js/min"
import { parsedString, Refusal } from "./parsed.ts"

/** An international number of ITU-T E.164: `+`, then at most 15 digits, the first of which is not 0. */
export type E164Number = string & { readonly E164Number: unique symbol }

const E164 = /^\+[1-9][0-9]{1,14}$/

/** Reads a number that begins with a plus. */
export const parseE164Number = (text: string): E164Number | Refusal =>
  E164.test(text) ? (text as E164Number) : new Refusal("is not a valid E.164 number")

/** The digits behind the plus; at most 10^15, so a JavaScript number holds them exactly. */
export const digitsOf = (number: E164Number): number => Number(number.slice(1))

/** The number with these digits behind the plus. */
export const numberFromDigits = (digits: number): E164Number => `+${digits}` as E164Number

/**
 * The country calling code, as digits. For a code that is not assigned, the first three digits: no code is longer, so two
 * numbers that agree in them agree in their code.
 */
export const countryCodeOf = (number: E164Number): string =>
  parsePhoneNumberFromString(number)?.countryCallingCode ?? number.slice(1, 4)

export const E164Number = parsedString("E164Number", parseE164Number)
