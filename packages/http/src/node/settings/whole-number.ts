import { type Reader, Refused } from "./refused.ts"

export const wholeNumber =
  (least: number, most: number): Reader<number> =>
  (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
    return value >= least && value <= most ? value : new Refused(`is not a whole number from ${least} to ${most}`)
  }
