import { parsedString, Refusal } from "./parsed.ts"

/** How a phone sends its keys: SIP INFO (RFC 6086), telephone-event (RFC 4733, once RFC 2833), SIP MESSAGE. */
export const DTMF_PROTOCOLS = ["sipinfo", "rfc2833", "sipmessage"] as const

/** One of {@link DTMF_PROTOCOLS}. */
export type DtmfProtocol = (typeof DTMF_PROTOCOLS)[number]

export const DtmfProtocol = parsedString<DtmfProtocol>(
  "DtmfProtocol",
  (text) => DTMF_PROTOCOLS.find((known) => known === text) ?? new Refusal(`is none of ${DTMF_PROTOCOLS.join(", ")}`),
)
