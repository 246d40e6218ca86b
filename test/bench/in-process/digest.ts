import { nodeCrypto, nodeDigestHash } from "@sipwright/adapters/node-crypto"
import { memoryStore } from "@sipwright/adapters/memory"
import {
  Accounts,
  type AddressRef,
  authenticateDigest,
  createSipwright,
  defaultDeployment,
  type DigestChallenge,
  type LocalAccount,
  nonceKeys,
  Nonces,
  noPhoneSettings,
  noProfile,
  refOf,
  type SipAddress,
  verifyDigest,
} from "@sipwright/core"
import { Effect, Layer, Redacted } from "effect"
import { answerChallenge } from "../../support/sip-digest.ts"
import { bareNonce, checkDigest } from "../bare/check-digest.ts"
import { DOMAIN } from "../product.ts"
import { printTimed } from "./timed-calls.ts"

const username = "alice"
const password = "the password of alice"
const address = `${username}@${DOMAIN}` as SipAddress
const from: AddressRef = refOf(address)
const [method, uri] = ["GET", "/api/accounts/me"] as const

const account: LocalAccount = {
  ...noPhoneSettings,
  type: "local",
  address,
  state: "active",
  version: 1,
  created: 0,
  updated: 0,
  username,
  domain: DOMAIN,
  email: "",
  rpid: undefined,
  permissions: 0 as LocalAccount["permissions"],
  activated: true,
  profile: noProfile,
  credentials: {
    password: Redacted.make(password),
    ha1: Redacted.make(""),
    ha1b: Redacted.make(""),
    algorithms: undefined,
  },
}

// A store in memory, where the account is there at once and a count may be used again: the check is to be measured, and no database.
const store = Layer.mergeAll(
  memoryStore({ domains: [DOMAIN] }),
  Layer.succeed(Accounts, {
    find: () => Effect.succeed(account),
  } as unknown as Accounts["Service"]),
  Layer.succeed(Nonces, { use: () => Effect.succeed(true) } as unknown as Nonces["Service"]),
)
const sipwright = createSipwright({ store, crypto: nodeCrypto })

const call = (authorization: string | undefined) =>
  sipwright.run(authenticateDigest({ from, authorization, method, target: uri, host: "192.0.2.1" }))

const challenge: DigestChallenge = await call(undefined).then(
  () => {
    throw new Error("nobody was asked for a digest")
  },
  (error: { readonly challenge: DigestChallenge }) => error.challenge,
)

const headerFor = (algorithm: "MD5" | "SHA-256", nonce: string): string =>
  answerChallenge(
    { realm: DOMAIN, nonce, algorithm, qop: "auth", opaque: challenge.opaque },
    { user: username, password },
    { method, uri },
  )

const keys = await sipwright.run(nonceKeys)
const { realm, algorithm: kamailioAlgorithm, nonceTtl } = defaultDeployment
const deployment = { realm, algorithm: kamailioAlgorithm }

/** What the bare one does: the header, the nonce and the response. */
const product = (algorithm: "MD5" | "SHA-256") => {
  const header = headerFor(algorithm, challenge.nonce)
  return async () => {
    const facts = { account, realm: DOMAIN, deployment, hasher: nodeDigestHash, keys, nonceTtl, now: Date.now() }
    const verified = verifyDigest(header, method, uri, facts)
    if (typeof verified === "string" || !verified.isRight || verified.nonce.state !== "good") throw new Error("refused")
  }
}

/** The way in, with everything that is asked on it: the account, its space, who was wrong before, and whether the count was used. */
const whole = (algorithm: "MD5" | "SHA-256") => {
  const header = headerFor(algorithm, challenge.nonce)
  return () => call(header)
}

const bare = (algorithm: "MD5" | "SHA-256") => {
  const header = headerFor(algorithm, bareNonce(address))
  return async () => {
    if (!checkDigest({ username, domain: DOMAIN, password }, header, method, uri)) throw new Error("refused")
  }
}

await printTimed({
  productMD5: product("MD5"),
  bareMD5: bare("MD5"),
  productSHA256: product("SHA-256"),
  bareSHA256: bare("SHA-256"),
  wholeMD5: whole("MD5"),
})
await sipwright.close()
