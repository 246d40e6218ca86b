import { createHash, randomBytes } from "node:crypto"

export interface Challenge {
  readonly realm: string
  readonly nonce: string
  readonly algorithm: "MD5" | "SHA-256"
  readonly qop: "auth" | undefined
  readonly opaque: string | undefined
}

export interface Credentials {
  readonly user: string
  readonly password: string
}

/** The challenge of a WWW-Authenticate or Proxy-Authenticate header, unless it asks for something we cannot do. */
export const readChallenge = (value: string): Challenge | undefined => {
  const parameters = new Map<string, string>()
  for (const [, name = "", quoted, bare] of value
    .replace(/^\s*Digest\s+/i, "")
    .matchAll(/([\w-]+)=(?:"([^"]*)"|([^\s,]+))/g))
    parameters.set(name.toLowerCase(), quoted ?? bare ?? "")
  const algorithm = (parameters.get("algorithm") ?? "MD5").toUpperCase()
  const offered = parameters
    .get("qop")
    ?.split(",")
    .map((one) => one.trim())
  if (!/^\s*Digest\s/i.test(value) || (algorithm !== "MD5" && algorithm !== "SHA-256")) return undefined
  if (offered !== undefined && !offered.includes("auth")) return undefined
  return {
    realm: parameters.get("realm") ?? "",
    nonce: parameters.get("nonce") ?? "",
    algorithm,
    qop: offered === undefined ? undefined : "auth",
    opaque: parameters.get("opaque"),
  }
}

/** The value of an Authorization or Proxy-Authorization header, RFC 2617 and RFC 7616. */
export const answerChallenge = (
  challenge: Challenge,
  { user, password }: Credentials,
  request: { readonly method: string; readonly uri: string },
): string => {
  const { realm, nonce, algorithm, qop, opaque } = challenge
  const hash = (...parts: readonly string[]): string =>
    createHash(algorithm === "MD5" ? "md5" : "sha256")
      .update(parts.join(":"))
      .digest("hex")
  const ha1 = hash(user, realm, password)
  const ha2 = hash(request.method, request.uri)
  const nc = "00000001"
  const cnonce = randomBytes(8).toString("hex")
  const response = qop === undefined ? hash(ha1, nonce, ha2) : hash(ha1, nonce, nc, cnonce, qop, ha2)
  return [
    `Digest username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${request.uri}"`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${nc}`, `cnonce="${cnonce}"`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ].join(", ")
}
