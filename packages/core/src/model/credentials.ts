import type { Redacted } from "effect"

/** Digest algorithms of HTTP and SIP (RFC 7616 section 6.1, RFC 8760 section 2.1), in the order in which they are offered. */
export const DIGEST_ALGORITHMS = ["MD5", "SHA-256", "SHA-512-256"] as const

/** One of {@link DIGEST_ALGORITHMS}. */
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number]

/** Digest algorithms that Kamailio's auth module can be set to (`modparam("auth", "algorithm", …)`). */
export type KamailioAlgorithm = Exclude<DigestAlgorithm, "SHA-512-256">

/** The two hashes of Kamailio's `subscriber`, lower-case hexadecimal. */
export interface Ha1Pair {
  /** H(username:realm:password) */
  readonly ha1: Redacted.Redacted<string>
  /** H(username@domain:realm:password), for clients that send `user@domain` as digest user name. */
  readonly ha1b: Redacted.Redacted<string>
}

/** What stands of credentials in Kamailio's `subscriber`, in clear. */
export interface SubscriberSecrets {
  readonly password: string
  readonly ha1: string
  readonly ha1b: string
}

/** The credentials as they are to be written: made by `makeCredentials`, never assembled by hand. */
export interface NewCredentials extends Ha1Pair {
  readonly password: Redacted.Redacted<string>
  /**
   * For the column `subscriber.password`: the clear text or a random filler, as the deployment says. Never empty, because
   * a Kamailio with `calculate_ha1=1` lets an empty column register with the empty password.
   */
  readonly passwordColumn: Redacted.Redacted<string>
  /** {@link passwordColumn} and both hashes, taken out of their wrapping for whoever writes them. */
  readonly reveal: () => SubscriberSecrets
  /** What a digest challenge of ours offers; undefined where nobody asked for one in particular. */
  readonly algorithms: ReadonlyArray<DigestAlgorithm> | undefined
}

/** The credentials as they stand in the store. */
export interface StoredCredentials extends Ha1Pair {
  /** The clear text, only where it is known to be right: its hash is the `ha1` of the row. */
  readonly password: Redacted.Redacted<string> | undefined
  /** Those that were asked for with this password. */
  readonly algorithms: ReadonlyArray<DigestAlgorithm> | undefined
}
