import { boolean } from "./boolean.ts"
import { type Reader, Refused } from "./refused.ts"

export const groupNesting: Reader<boolean | "in-chain"> = (text) => {
  const value = text.toLowerCase() === "in-chain" ? "in-chain" : boolean(text)
  return value instanceof Refused ? new Refused("is not false, true or in-chain") : value
}
