import * as Context from "effect/Context"
import type { KamailioAlgorithm } from "../model/credentials.ts"
import type { CallPermissions } from "../values/call-permissions.ts"

/** How the Kamailio that we provision for is set up, and how long things live. Durations in milliseconds. */
export interface Deployment {
  /**
   * What `subscriber.password` holds: `ha1`, a random filler, and Kamailio reads the hashes (`calculate_ha1` 0);
   * `plaintext`, the password itself (`calculate_ha1` 1).
   */
  readonly passwordStorage: "ha1" | "plaintext"
  /** The one realm of all hashes (with Kamailio's use_domain=0), or undefined: the domain of each address. */
  readonly realm: string | undefined
  /** The digest algorithm of Kamailio's auth module. */
  readonly algorithm: KamailioAlgorithm
  /** What new accounts may call. */
  readonly defaultPermissions: CallPermissions
  /** A session ends when it was not used for so long. */
  readonly sessionTtl: number
  /** A session ends at the latest so long after login. */
  readonly sessionMaxAge: number
  /** An auth key has to be replaced by a ping within this time. */
  readonly authKeyTtl: number
  /** A replaced auth key stays good for calls in flight. */
  readonly authKeyGrace: number
  /** A session that is one secret in a cookie ends when it was not used for so long, and at the latest after `sessionMaxAge`. */
  readonly cookieTtl: number
  /** How long a bearer token is good. */
  readonly bearerTtl: number
  /** How long a token that goes with a key is good. */
  readonly tokenTtl: number
  /** Who an assertion has to be meant for (`aud`). */
  readonly audience: string
  /** How long the nonce of a digest challenge is good. */
  readonly nonceTtl: number
  /** The key that an account made for itself dies when it was not used for so long. */
  readonly accountKeyIdle: number
  /** How long a token can be attached to an account, and taken by its device. */
  readonly attachableTtl: number
}

/** A Kamailio with MD5 that reads hashes, and the usual lifetimes: sessions 8 h and at most 7 days, keys 5 min, nonces 5 min. */
export const defaultDeployment: Deployment = {
  passwordStorage: "ha1",
  realm: undefined,
  algorithm: "MD5",
  defaultPermissions: 0 as CallPermissions,
  sessionTtl: 8 * 60 * 60 * 1000,
  sessionMaxAge: 7 * 24 * 60 * 60 * 1000,
  authKeyTtl: 5 * 60 * 1000,
  authKeyGrace: 10 * 1000,
  cookieTtl: 60 * 60 * 1000,
  bearerTtl: 20 * 60 * 60 * 1000,
  tokenTtl: 100 * 24 * 60 * 60 * 1000,
  audience: "sipwright",
  nonceTtl: 5 * 60 * 1000,
  accountKeyIdle: 60 * 60 * 1000,
  attachableTtl: 5 * 60 * 1000,
}

/** The settings that operations go by. */
export const DeploymentSettings = Context.Reference<Deployment>("@sipwright/core/Deployment", {
  defaultValue: () => defaultDeployment,
})
