import { type DigestAlgorithm, DIGEST_ALGORITHMS } from "../../model/credentials.ts"

/** What a client proves in `Authorization: Digest` (RFC 7616 section 3.4). */
export interface DigestAuthorization {
  readonly username: string
  readonly realm: string
  readonly nonce: string
  readonly uri: string
  readonly response: string
  readonly algorithm: DigestAlgorithm
  readonly opaque: string
  readonly qop: string
  readonly cnonce: string
  /** How often the nonce was used, this time included: eight hexadecimal digits as they were sent, and what they mean. */
  readonly nc: string
  readonly nonceCount: number
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/
const PARAMETER = new RegExp(
  `[ \\t]*(${TOKEN.source})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s",]*))[ \\t]*(?:,|$)`,
  "y",
)

// The longest header that anybody sends is far below it.
const LONGEST = 8192

const parametersOf = (text: string): ReadonlyMap<string, string> | undefined => {
  const parameters = new Map<string, string>()
  PARAMETER.lastIndex = 0
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text)
    const [, name, quoted, bare] = match ?? []
    if (name === undefined) return undefined
    const key = name.toLowerCase()
    if (parameters.has(key)) return undefined
    parameters.set(key, quoted === undefined ? (bare ?? "") : quoted.replace(/\\(.)/gs, "$1"))
  }
  return parameters
}

const REQUIRED = ["username", "realm", "nonce", "uri", "response", "opaque", "qop", "cnonce", "nc"] as const

const algorithmOf = (name: string | undefined): DigestAlgorithm | undefined =>
  name === undefined ? "MD5" : DIGEST_ALGORITHMS.find((known) => known.toLowerCase() === name.toLowerCase())

/** Whether a header is meant to be a digest at all. */
export const isDigest = (header: string): boolean => /^digest(?:[ \t]|$)/i.test(header)

/**
 * Reads the value of an `Authorization` header; undefined where it is no digest with a nonce count, or of an algorithm that is not known. Without an algorithm it is MD5 (RFC 7616 section 3.3).
 */
export const parseDigestAuthorization = (header: string): DigestAuthorization | undefined => {
  if (!isDigest(header) || header.length > LONGEST) return undefined
  const parameters = parametersOf(header.slice("digest".length))
  if (parameters === undefined) return undefined
  const value = (name: (typeof REQUIRED)[number]): string => parameters.get(name) ?? ""
  const algorithm = algorithmOf(parameters.get("algorithm"))
  const complete = REQUIRED.every((name) => value(name) !== "")
  if (algorithm === undefined || !complete || !/^[0-9a-f]{8}$/i.test(value("nc"))) return undefined
  return {
    username: value("username"),
    realm: value("realm"),
    nonce: value("nonce"),
    uri: value("uri"),
    response: value("response").toLowerCase(),
    algorithm,
    opaque: value("opaque"),
    qop: value("qop"),
    cnonce: value("cnonce"),
    nc: value("nc"),
    nonceCount: Number.parseInt(value("nc"), 16),
  }
}

/** What a server asks with (RFC 7616 section 3.3): one for each algorithm, all of the same nonce. */
export interface DigestChallenge {
  readonly realm: string
  readonly algorithms: ReadonlyArray<DigestAlgorithm>
  readonly nonce: string
  readonly opaque: string
  /** The response was right, but the nonce is too old: the client may answer again without asking anybody. */
  readonly stale: boolean
}

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&")}"`

/** The values of the `WWW-Authenticate` headers of a challenge. */
export const challengeHeaders = ({ realm, algorithms, nonce, opaque, stale }: DigestChallenge): ReadonlyArray<string> =>
  algorithms.map((algorithm) =>
    [
      `Digest realm=${quoted(realm)}`,
      'qop="auth"',
      `algorithm=${algorithm}`,
      `nonce=${quoted(nonce)}`,
      `opaque=${quoted(opaque)}`,
      ...(stale ? ["stale=true"] : []),
    ].join(","),
  )
