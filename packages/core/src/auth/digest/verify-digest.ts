import type { LocalAccount } from "../../model/account.ts"
import type { Deployment } from "../../ports/deployment.ts"
import type { DigestHash } from "../../ports/digest-hasher.ts"
import { constantTimeEqual } from "../compare.ts"
import { type DigestAuthorization, parseDigestAuthorization } from "./digest-header.ts"
import { ha1Of } from "./digest-secrets.ts"
import { type NonceFacts, type NonceState, stateOfNonce } from "./nonce.ts"

/** Why a digest was not taken; for people and for clients that look for these words. */
export type DigestFault =
  | "missing"
  | "malformed"
  | "realm"
  | "uri"
  | "username"
  | "algorithm"
  | "nonce"
  | "replayed"
  | "response"

/** H(HA1:nonce:nc:cnonce:qop:H(method:uri)); without a method, what the server proves itself with. */
const responseOf = (hasher: DigestHash, ha1: string, method: string, sent: DigestAuthorization): string => {
  const { algorithm, nonce, nc, cnonce, qop, uri } = sent
  const ha2 = hasher.hex(algorithm, `${method}:${uri}`)
  return hasher.hex(algorithm, [ha1, nonce, nc, cnonce, qop, ha2].join(":"))
}

// A proxy may have put a query there or taken it away, so only the path has to be the same where the client names no query.
const isTarget = (uri: string, target: string): boolean => {
  const path = /^https?:\/\/[^/?#]*(\/[^#]*)$/i.exec(uri)?.[1] ?? uri
  return path === target || path === target.split("?", 1)[0]
}

/** What the fields say, before any of them is believed. */
const fieldFault = (
  sent: DigestAuthorization | undefined,
  account: LocalAccount,
  realm: string,
  target: string,
): DigestFault | undefined => {
  if (sent === undefined || sent.qop !== "auth" || sent.nonceCount === 0) return "malformed"
  if (sent.realm !== realm) return "realm"
  if (sent.username !== account.username) return "username"
  return isTarget(sent.uri, target) ? undefined : "uri"
}

/** What a digest is looked at with. */
export interface DigestFacts extends NonceFacts {
  readonly account: LocalAccount
  readonly realm: string
  readonly deployment: Pick<Deployment, "algorithm" | "realm">
}

/** What was sent, whether its response is right, what became of its nonce, and how the server proves itself in turn (RFC 7616 section 3.5). */
export interface VerifiedDigest {
  readonly sent: DigestAuthorization
  readonly isRight: boolean
  readonly nonce: NonceState
  readonly info: () => string
}

/**
 * Looks at the value of an `Authorization` header (RFC 7616): its fields, its response and its nonce. Answers the fault of a header that cannot
 * be right. Whether its nonce count was used before, only a store can tell.
 */
export const verifyDigest = (
  authorization: string,
  method: string,
  target: string,
  facts: DigestFacts,
): VerifiedDigest | DigestFault => {
  const { account, realm, deployment, hasher } = facts
  const sent = parseDigestAuthorization(authorization)
  const fault = fieldFault(sent, account, realm, target)
  if (sent === undefined || fault !== undefined) return fault ?? "malformed"
  const ha1 = ha1Of(hasher, account, realm, sent.algorithm, deployment)
  if (ha1 === undefined) return "algorithm"
  return {
    sent,
    isRight: constantTimeEqual(responseOf(hasher, ha1, method, sent), sent.response),
    nonce: stateOfNonce(sent, account.address, realm, facts),
    info: () =>
      `qop=auth,rspauth="${responseOf(hasher, ha1, "", sent)}",cnonce="${sent.cnonce.replace(/[\\"]/g, "\\$&")}",nc=${sent.nc}`,
  }
}
