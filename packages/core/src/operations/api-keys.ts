import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { readPublicKey } from "../auth/public-key.ts"
import { generateApiKey, generateKeyId, hashToken } from "../auth/tokens.ts"
import type { ApiKey, ApiKeyProof } from "../model/api-key.ts"
import { ApiKeyNotFound, Forbidden, InvalidInput } from "../model/errors.ts"
import { ApiKeys } from "../ports/api-keys.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { AccessLevel, accessLevelName } from "../values/access-level.ts"
import { HostPattern } from "../values/host-pattern.ts"
import { SecretText } from "../values/secret-text.ts"
import { requiredText, text } from "../values/text.ts"
import { Timestamp } from "../values/timestamp.ts"
import { actorOf, commit } from "./commit.ts"
import { notAbove } from "./granting.ts"
import { onGuard } from "./guards.ts"
import { call, type Target } from "./operation.ts"

const everybody = (): Target => ({ kind: "all" })

const view = {
  id: Schema.String,
  host: Schema.String,
  access: Schema.String,
  label: Schema.String,
  /** `secret`, or `public-key` for a key pair. */
  kind: Schema.String,
  /** Unix time in milliseconds, as all times here. */
  created: Schema.Number,
  expires: Schema.NullOr(Schema.Number),
  lastUsed: Schema.NullOr(Schema.Number),
}

const viewOf = ({ id, host, access, label, proof, created, expires, lastUsed }: ApiKey) => ({
  id,
  host,
  access: accessLevelName(access),
  label,
  kind: proof.kind,
  created,
  expires: expires ?? null,
  lastUsed: lastUsed ?? null,
})

const add = call({
  name: "apiKeys.add",
  summary: "Makes an API key; its secret is answered once and never again. With a public key there is no secret",
  needs: { level: 3, resource: "operators", target: everybody },
  input: Schema.Struct({
    host: HostPattern,
    access: AccessLevel,
    expires: Schema.optional(Timestamp),
    label: Schema.optional(text(255)),
    /** The public half of a key pair of Ed25519 or P-256, as PEM or JWK. */
    publicKey: Schema.optional(requiredText(4096)),
  }),
  output: Schema.Struct({ ...view, /** Null for a key pair. */ key: Schema.NullOr(Schema.String) }),
  errors: [Forbidden, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ host, access, expires, label = "", publicKey }, caller) {
    yield* notAbove(caller.principal, access, caller)
    const now = yield* Clock.currentTimeMillis
    if (expires !== undefined && expires <= now) {
      return yield* new InvalidInput({ field: "expires", reason: "malformed", message: "expires is in the past." })
    }
    const random = yield* SecureRandom
    const hasher = yield* DigestHasher
    const secret = publicKey === undefined ? Redacted.value(generateApiKey(random)) : undefined
    const proof: ApiKeyProof =
      publicKey === undefined
        ? { kind: "secret", hash: hashToken(hasher, secret ?? "") }
        : { kind: "public-key", jwk: yield* readPublicKey(publicKey) }
    const id = generateKeyId(random)
    const key: ApiKey = {
      id,
      proof,
      account: undefined,
      host,
      access,
      label,
      created: now,
      expires,
      idle: undefined,
      lastUsed: undefined,
    }
    yield* commit([{ _tag: "AddApiKey", key }], actorOf(caller)).pipe(onGuard({}))
    return { ...viewOf(key), key: secret ?? null }
  }),
})

const list = call({
  name: "apiKeys.list",
  summary: "Every API key, without its secret",
  needs: { level: 2, resource: "operators", target: everybody },
  input: Schema.Struct({}),
  output: Schema.Array(Schema.Struct(view)),
  errors: [InvalidInput, StoreUnavailable],
  handler: () =>
    Effect.map(
      ApiKeys.use((keys) => keys.list()),
      (keys) => keys.map(viewOf),
    ),
})

const remove = call({
  name: "apiKeys.remove",
  summary: "Removes an API key, by its id or by the key itself, and ends its sessions",
  needs: { level: 3, resource: "operators", target: everybody },
  input: Schema.Struct({ key: SecretText }),
  output: Schema.Struct({ id: Schema.String }),
  errors: [ApiKeyNotFound, Forbidden, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ key: given }, caller) {
    const text = Redacted.value(given)
    const hash = hashToken(yield* DigestHasher, text)
    const keys = yield* ApiKeys
    const found = (yield* keys.find(text)) ?? (yield* keys.findBySecret(hash))
    if (found === undefined) return yield* new ApiKeyNotFound()
    yield* notAbove(caller.principal, found.access, caller)
    yield* commit([{ _tag: "RemoveApiKey", id: found.id }], actorOf(caller)).pipe(
      onGuard({ "key-present": () => new ApiKeyNotFound() }),
    )
    return { id: found.id }
  }),
})

export const apiKeys = { add, list, remove } as const
