import { parsedString, Refusal } from "./parsed.ts"
import { parseSipAddress } from "./sip-address.ts"

/** Where calls go instead: `sip:user@domain`, or a number as one dials it (digits, `*` and `#`, perhaps `+` in front). */
export type ForwardTarget = string & { readonly ForwardTarget: unique symbol }

const DIALLED = /^\+?[0-9*#]{1,32}$/

const parseForwardTarget = (text: string): ForwardTarget | Refusal => {
  if (DIALLED.test(text)) return text as ForwardTarget
  const address = parseSipAddress(text)
  return address instanceof Refusal
    ? new Refusal("is neither a SIP address nor a number")
    : (`sip:${address}` as ForwardTarget)
}

export const ForwardTarget = parsedString("ForwardTarget", parseForwardTarget)
