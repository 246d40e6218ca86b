import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { endOfAttachable, makeAttachableToken } from "../auth/attachable-token.ts"
import { throttled } from "../auth/throttle.ts"
import { generateAccountKey, generateKeyId, hashToken } from "../auth/tokens.ts"
import type { ApiKey } from "../model/api-key.ts"
import { AccountNotFound, InvalidInput, NotALocalAccount, Throttled, TokenNotFound } from "../model/errors.ts"
import type { LocalAccount } from "../model/account.ts"
import { AttachedTokens } from "../ports/attached-tokens.ts"
import { DeploymentSettings } from "../ports/deployment.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { HostPattern } from "../values/host-pattern.ts"
import { SecretText } from "../values/secret-text.ts"
import { AddressRef, refOf } from "../values/sip-address.ts"
import { actorOf, commit } from "./commit.ts"
import { onGuard } from "./guards.ts"
import { call, type Caller, type Target } from "./operation.ts"
import { presentLocalAccount } from "./present-account.ts"

// Whoever holds a key of an account is that account: nobody makes one for another.
const own = {
  level: 4,
  resource: "sessions",
  target: ({ address }: { readonly address: AddressRef }): Target => ({ kind: "account", address: address.spelling }),
  self: true,
} as const
const anybody = { level: 0, resource: "sessions", target: (): Target => ({ kind: "filtered" }) } as const

// Not marked as a secret: it is answered to the account itself, which has no level.
const KeyView = Schema.Struct({ key: Schema.String })

const makeKey = Effect.fnUntraced(function* ({ address }: LocalAccount, host: HostPattern, caller: Caller) {
  const random = yield* SecureRandom
  const secret = Redacted.value(generateAccountKey(random))
  const { accountKeyIdle } = yield* DeploymentSettings
  const key: ApiKey = {
    id: generateKeyId(random),
    proof: { kind: "secret", hash: hashToken(yield* DigestHasher, secret) },
    account: address,
    host,
    access: 0,
    label: "",
    created: yield* Clock.currentTimeMillis,
    expires: undefined,
    idle: accountKeyIdle,
    lastUsed: undefined,
  }
  yield* commit([{ _tag: "AddApiKey", key }], actorOf(caller)).pipe(
    onGuard({ "account-present": () => new AccountNotFound({ address }) }),
  )
  return { key: secret }
})

const make = call({
  name: "accountKeys.make",
  summary: "A key for an account itself, in place of the one it has; good from one host, and as long as it is used",
  needs: own,
  input: Schema.Struct({ address: AddressRef, host: HostPattern }),
  output: KeyView,
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address, host }, caller) {
    return yield* makeKey(yield* presentLocalAccount(address), host, caller)
  }),
})

const token = call({
  name: "accountKeys.token",
  summary: "A token for a device to show, so that its owner can attach it to an account",
  needs: anybody,
  input: Schema.Struct({}),
  output: Schema.Struct({ token: Schema.String }),
  errors: [StoreUnavailable],
  handler: () => Effect.map(makeAttachableToken, (made) => ({ token: made })),
})

const attach = call({
  name: "accountKeys.attach",
  summary: "Attaches the token of a device to an account",
  needs: own,
  input: Schema.Struct({ address: AddressRef, token: SecretText }),
  output: Schema.Struct({}),
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable, TokenNotFound],
  handler: Effect.fnUntraced(function* ({ address, token: given }) {
    const { address: account } = yield* presentLocalAccount(address)
    const text = Redacted.value(given)
    const expires = yield* endOfAttachable(text)
    if (expires === undefined) return yield* new TokenNotFound()
    const hash = hashToken(yield* DigestHasher, text)
    const now = yield* Clock.currentTimeMillis
    const attached = yield* AttachedTokens.use((tokens) => tokens.attach({ hash, account, expires }, now))
    return attached ? {} : yield* new TokenNotFound()
  }),
})

const redeem = call({
  name: "accountKeys.redeem",
  summary: "A key of the account that the token is attached to, once",
  needs: anybody,
  input: Schema.Struct({ token: SecretText, host: HostPattern }),
  output: KeyView,
  errors: [AccountNotFound, InvalidInput, NotALocalAccount, StoreUnavailable, Throttled, TokenNotFound],
  handler: Effect.fnUntraced(function* ({ token: given, host }, caller) {
    const hash = hashToken(yield* DigestHasher, Redacted.value(given))
    const now = yield* Clock.currentTimeMillis
    const take = AttachedTokens.use((tokens) => tokens.take(hash, now))
    const address = yield* throttled({ host }, take)
    if (address === undefined) return yield* new TokenNotFound()
    const account = yield* presentLocalAccount(refOf(address))
    const { principal } = caller
    return yield* makeKey(account, host, { ...caller, principal: { ...principal, name: principal.name || address } })
  }),
})

export const accountKeys = { make, token, attach, redeem } as const
