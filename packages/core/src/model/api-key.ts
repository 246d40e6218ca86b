import type { AccessLevel } from "../values/access-level.ts"
import type { SipAddress } from "../values/sip-address.ts"

/** How a program proves that it has the key: by a secret, of which SHA-256 is kept, or by signing with the private half of a key pair. */
export type ApiKeyProof =
  | { readonly kind: "secret"; readonly hash: string }
  /** A JWK (RFC 7517) of Ed25519 or P-256 as JSON, without its private part. */
  | { readonly kind: "public-key"; readonly jwk: string }

/** A credential of a program, bound to the hosts it may come from. Times are Unix time in milliseconds. */
export interface ApiKey {
  /** Names the key; no secret. */
  readonly id: string
  readonly proof: ApiKeyProof
  /** The account that it stands for; undefined for the key of a program. */
  readonly account: SipAddress | undefined
  /** An address, a network in CIDR notation, or a name. */
  readonly host: string
  /** Of a program; an account's key has the access of the account. */
  readonly access: AccessLevel
  /** For people. */
  readonly label: string
  readonly created: number
  readonly expires: number | undefined
  /** Milliseconds without use after which it is dead; undefined: never. */
  readonly idle: number | undefined
  /** Recorded at most once a minute, or once a second where it dies of disuse. */
  readonly lastUsed: number | undefined
}
