import { createHmac, createSecretKey, hash, randomBytes, timingSafeEqual } from "node:crypto"

const NONCE_TTL = 300_000

const NAMES = { MD5: "md5", "SHA-256": "sha256" } as const
type BareAlgorithm = keyof typeof NAMES

// As a KeyObject; a buffer is made into one at every call, which costs more than the rest.
const key = createSecretKey(randomBytes(32))

const proofOf = (time: string, salt: string, account: string): string =>
  createHmac("sha256", key).update(`${time}:${salt}:${account}`).digest("hex").slice(0, 40)

/** The time, salt, and an HMAC over both and over whom it is for. */
export const bareNonce = (account: string): string => {
  const time = Date.now().toString(36).padStart(9, "0")
  const salt = randomBytes(8).toString("hex")
  return `${time}${salt}${proofOf(time, salt, account)}`
}

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const PARAMETER = /([a-z]+)=(?:"([^"]*)"|([^\s",]+))/g

/** What the account is known by. */
export interface DigestAccount {
  readonly username: string
  readonly domain: string
  readonly password: string
}

/** A digest by hand (RFC 7616, qop=auth): the header read, the nonce its own and not too old, the answer compared in constant time. */
export const checkDigest = (account: DigestAccount, header: string, method: string, target: string): boolean => {
  const sent: Record<string, string> = {}
  for (const [, name = "", quoted, bare] of header.matchAll(PARAMETER)) sent[name] = quoted ?? bare ?? ""
  const { username = "", realm = "", nonce = "", uri = "", response = "", qop = "", nc = "", cnonce = "" } = sent
  if (qop !== "auth" || realm !== account.domain || username !== account.username || uri !== target) return false
  const algorithm = NAMES[(sent["algorithm"] ?? "MD5") as BareAlgorithm]
  const [time, salt, proof] = [nonce.slice(0, 9), nonce.slice(9, 25), nonce.slice(25)]
  if (!isSame(proof, proofOf(time, salt, `${username}@${realm}`))) return false
  if (Number.parseInt(time, 36) + NONCE_TTL < Date.now()) return false
  const ha1 = hash(algorithm, `${username}:${realm}:${account.password}`, "hex")
  const ha2 = hash(algorithm, `${method}:${uri}`, "hex")
  return isSame(response, hash(algorithm, `${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}`, "hex"))
}
