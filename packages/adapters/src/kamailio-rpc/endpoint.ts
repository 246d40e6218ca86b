import * as Redacted from "effect/Redacted"

/** One Kamailio. */
export interface Endpoint {
  /** Without user and password, which fetch refuses in a URL. */
  readonly url: string
  /** Scheme, host and port, for messages. */
  readonly server: string
  /** Of the header `Authorization`. */
  readonly authorization: Redacted.Redacted | undefined
}

// A lone percent sign is one, as people write them.
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Basic authentication with UTF-8 (RFC 7617). */
const basic = (user: string, password: string): string => {
  const bytes = new TextEncoder().encode(`${decoded(user)}:${decoded(password)}`)
  return `Basic ${btoa(String.fromCharCode(...bytes))}`
}

/** Undefined for what is no URL of HTTP. */
export const endpointOf = (text: string): Endpoint | undefined => {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  if (!["http:", "https:"].includes(url.protocol)) return undefined
  const { username, password, origin } = url
  url.username = ""
  url.password = ""
  url.hash = ""
  return {
    url: url.href,
    server: origin,
    authorization: username === "" && password === "" ? undefined : Redacted.make(basic(username, password)),
  }
}
