export interface SipHeader {
  readonly name: string
  readonly value: string
}

export interface SipMessage {
  /** Request line or status line. */
  readonly first: string
  readonly headers: readonly SipHeader[]
  readonly body: string
}

export const header = (name: string, value: string): SipHeader => ({ name, value })

export const writeMessage = ({ first, headers, body }: SipMessage): Buffer => {
  const length = header("Content-Length", String(Buffer.byteLength(body)))
  return Buffer.from(
    [first, ...[...headers, length].map(({ name, value }) => `${name}: ${value}`), "", body].join("\r\n"),
  )
}

const compact: Readonly<Record<string, string>> = {
  v: "via",
  f: "from",
  t: "to",
  i: "call-id",
  m: "contact",
  l: "content-length",
}

export const readMessage = (data: Buffer): SipMessage => {
  const text = data.toString("utf8")
  const end = text.indexOf("\r\n\r\n")
  const [first = "", ...lines] = (end < 0 ? text : text.slice(0, end)).replace(/\r\n[ \t]+/g, " ").split("\r\n")
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(":")
    return colon < 0 ? [] : [header(line.slice(0, colon).trim(), line.slice(colon + 1).trim())]
  })
  return { first, headers, body: end < 0 ? "" : text.slice(end + 4) }
}

const canonical = (name: string): string => compact[name.toLowerCase()] ?? name.toLowerCase()

/** All values of a header, topmost first. */
export const valuesOf = (message: SipMessage, name: string): readonly string[] =>
  message.headers.filter((one) => canonical(one.name) === name.toLowerCase()).map(({ value }) => value)

export const valueOf = (message: SipMessage, name: string): string | undefined => valuesOf(message, name)[0]

/** 0 for a request. */
export const statusOf = (message: SipMessage): number => Number(/^SIP\/2\.0 (\d{3})/.exec(message.first)?.[1] ?? 0)

export const reasonOf = (message: SipMessage): string => /^SIP\/2\.0 \d{3} (.*)$/.exec(message.first)?.[1] ?? ""

export const branchOf = (message: SipMessage): string | undefined =>
  /;\s*branch=([^;,\s]+)/i.exec(valueOf(message, "via") ?? "")?.[1]

/** The URI inside `"Name" <sip:…>;params` or of a bare `sip:…;params`. */
export const uriOf = (value: string): string => /<([^>]*)>/.exec(value)?.[1] ?? value.split(";")[0]?.trim() ?? ""
