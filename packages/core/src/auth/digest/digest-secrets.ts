import * as Redacted from "effect/Redacted"
import type { LocalAccount } from "../../model/account.ts"
import type { DigestAlgorithm } from "../../model/credentials.ts"
import type { Deployment } from "../../ports/deployment.ts"
import type { DigestHash } from "../../ports/digest-hasher.ts"
import { ha1, realmOf } from "../ha1.ts"

/** What is offered for a password that nobody asked for an algorithm with. */
const USUAL: ReadonlyArray<DigestAlgorithm> = ["MD5", "SHA-256"]

type Digestible = Pick<LocalAccount, "username" | "domain" | "credentials">

/**
 * The algorithms that an account can prove its password with in a realm, in the order in which they are offered. Where the clear text is known, those that were asked for; else
 * the one of the hash in Kamailio's row, which is good in Kamailio's realm only.
 */
export const algorithmsOf = (
  account: Digestible,
  realm: string,
  deployment: Pick<Deployment, "algorithm" | "realm">,
): ReadonlyArray<DigestAlgorithm> => {
  const { password, algorithms, ha1: kept } = account.credentials
  if (password !== undefined) return algorithms ?? USUAL
  return realm === realmOf(account, deployment) && Redacted.value(kept) !== "" ? [deployment.algorithm] : []
}

/** `H(username:realm:password)` of an account for one of its {@link algorithmsOf}, in clear; undefined for any other. */
export const ha1Of = (
  hasher: DigestHash,
  account: Digestible,
  realm: string,
  algorithm: DigestAlgorithm,
  deployment: Pick<Deployment, "algorithm" | "realm">,
): string | undefined => {
  if (!algorithmsOf(account, realm, deployment).includes(algorithm)) return undefined
  const { password, ha1: kept } = account.credentials
  return password === undefined
    ? Redacted.value(kept)
    : ha1(hasher, algorithm, account.username, realm, Redacted.value(password))
}
