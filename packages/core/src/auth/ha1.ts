import * as Redacted from "effect/Redacted"
import type { DigestAlgorithm, NewCredentials, SubscriberSecrets } from "../model/credentials.ts"
import type { Deployment } from "../ports/deployment.ts"
import type { DigestHash } from "../ports/digest-hasher.ts"
import { constantTimeEqual } from "./compare.ts"

/** The names that go into the hashes, as the account is spelled in `subscriber`. */
export interface DigestName {
  readonly username: string
  readonly domain: string
}

/** The realm that Kamailio challenges this name with: the fixed one of the installation, or the domain. */
export const realmOf = (name: DigestName, deployment: Pick<Deployment, "realm">): string =>
  deployment.realm ?? name.domain

/** `H(username:realm:password)` of RFC 7616 section 3.4.2, lower-case hexadecimal. */
export const ha1 = (
  hasher: DigestHash,
  algorithm: DigestAlgorithm,
  username: string,
  realm: string,
  password: string,
): string => hasher.hex(algorithm, `${username}:${realm}:${password}`)

/** Wraps a secret where it is asked for: most are only ever written, and wrapping costs more than hashing. */
class MadeCredentials implements NewCredentials {
  readonly password: NewCredentials["password"]
  readonly algorithms: NewCredentials["algorithms"]
  readonly #secrets: SubscriberSecrets

  constructor(password: NewCredentials["password"], algorithms: NewCredentials["algorithms"], row: SubscriberSecrets) {
    this.password = password
    this.algorithms = algorithms
    this.#secrets = row
  }

  get ha1() {
    return Redacted.make(this.#secrets.ha1)
  }

  get ha1b() {
    return Redacted.make(this.#secrets.ha1b)
  }

  get passwordColumn() {
    return Redacted.make(this.#secrets.password)
  }

  reveal(): SubscriberSecrets {
    return this.#secrets
  }
}

/**
 * Everything to be written for a password. `filler` stands in the password column where the clear text must not; it has to be
 * as hard to guess as a password, since a Kamailio that reads clear text would take it for one. `algorithms` are those of our own digest challenges,
 * and not Kamailio's.
 */
export const makeCredentials = (
  hasher: DigestHash,
  deployment: Pick<Deployment, "algorithm" | "passwordStorage" | "realm">,
  name: DigestName,
  password: Redacted.Redacted<string>,
  filler: string,
  algorithms?: ReadonlyArray<DigestAlgorithm>,
): NewCredentials => {
  const { algorithm, passwordStorage } = deployment
  const clear = Redacted.value(password)
  const realm = realmOf(name, deployment)
  return new MadeCredentials(password, algorithms, {
    password: passwordStorage === "plaintext" ? clear : filler,
    ha1: ha1(hasher, algorithm, name.username, realm, clear),
    // Both hashes of `subscriber` (Kamailio's auth_db module).
    ha1b: ha1(hasher, algorithm, `${name.username}@${name.domain}`, realm, clear),
  })
}

/** Whether the password is the one behind the `ha1` that stands in Kamailio's row. */
export const isPasswordOf = (
  hasher: DigestHash,
  deployment: Pick<Deployment, "algorithm" | "realm">,
  name: DigestName,
  password: string,
  storedHa1: string,
): boolean =>
  password !== "" &&
  constantTimeEqual(ha1(hasher, deployment.algorithm, name.username, realmOf(name, deployment), password), storedHa1)
