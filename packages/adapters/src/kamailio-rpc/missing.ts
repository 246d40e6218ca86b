import type { KamailioRpcFailure } from "./failure.ts"

// ul.lookup says it with code 500, ul.rm_contact with 404.
const NO_RECORD = /^AOR (not found|has no contacts)/i

// An unknown command or table is no missing contact, whatever its code.
const SOMETHING_ELSE = /method|table/i

/** Whether Kamailio refused only because there is no such address of record or contact. */
export const isMissing = ({ refusal }: KamailioRpcFailure): boolean =>
  refusal !== undefined &&
  (NO_RECORD.test(refusal.text) || (refusal.code === 404 && !SOMETHING_ELSE.test(refusal.text)))
