import * as Redacted from "effect/Redacted"
import type { DigestAlgorithm, Ha1Pair, KamailioAlgorithm, NewCredentials } from "../model/credentials.ts"
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

/** Both hashes of `subscriber` (Kamailio's auth_db module). */
export const ha1Pair = (
  hasher: DigestHash,
  algorithm: KamailioAlgorithm,
  name: DigestName,
  realm: string,
  password: Redacted.Redacted<string>,
): Ha1Pair => {
  const clear = Redacted.value(password)
  return {
    ha1: Redacted.make(ha1(hasher, algorithm, name.username, realm, clear)),
    ha1b: Redacted.make(ha1(hasher, algorithm, `${name.username}@${name.domain}`, realm, clear)),
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
  filler: Redacted.Redacted<string>,
  algorithms?: ReadonlyArray<DigestAlgorithm>,
): NewCredentials => ({
  ...ha1Pair(hasher, deployment.algorithm, name, realmOf(name, deployment), password),
  password,
  passwordColumn: deployment.passwordStorage === "plaintext" ? password : filler,
  algorithms,
})

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
