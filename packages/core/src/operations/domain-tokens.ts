import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { allRoles, covers, grantOf, roleOf } from "../auth/role-check.ts"
import { signJwt } from "../auth/jwt.ts"
import { generateUuid } from "../auth/tokens.ts"
import type { DomainToken } from "../model/domain-token.ts"
import { DomainNotFound, DomainTokenNotFound, Forbidden, InvalidInput, RoleNotFound } from "../model/errors.ts"
import { Domains } from "../ports/domains.ts"
import { DomainTokens } from "../ports/domain-tokens.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { DomainName } from "../values/domain-name.ts"
import { requiredText } from "../values/text.ts"
import { actorOf, commit } from "./commit.ts"
import { onGuard } from "./guards.ts"
import { call } from "./operation.ts"

const needs = (permission: "r" | "u") =>
  ({
    level: 4,
    resource: "domains",
    target: ({ domain }: { readonly domain: DomainName }) => ({ kind: "domain", domain }) as const,
    right: { resource: "domain", permission, own: true },
  }) as const

const TokenView = Schema.Struct({
  id: Schema.String,
  domain: Schema.String,
  role: Schema.String,
  /** Unix time in milliseconds, as all times here. */
  expires: Schema.Number,
  createdBy: Schema.String,
  created: Schema.Number,
  enabled: Schema.Boolean,
})

const viewOf = (token: DomainToken) => ({ ...token })

const notFound = () => new DomainTokenNotFound()

const add = call({
  name: "domainTokens.add",
  summary: "Makes a token that acts for a domain with a role; the token is answered once and never again",
  needs: needs("u"),
  input: Schema.Struct({
    domain: DomainName,
    role: requiredText(64),
    /** When it ends: Unix time in milliseconds. */
    expires: Schema.Number,
  }),
  output: Schema.Struct({ ...TokenView.fields, token: Schema.String }),
  errors: [DomainNotFound, Forbidden, InvalidInput, RoleNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ domain, role, expires }, caller) {
    const { principal, operation } = caller
    const now = yield* Clock.currentTimeMillis
    if (!Number.isSafeInteger(expires) || expires <= now) {
      return yield* new InvalidInput({ field: "expires", reason: "malformed", message: "expires is no time to come." })
    }
    if (!(yield* Domains.use((domains) => domains.isLocal(domain)))) return yield* new DomainNotFound({ domain })
    const roles = yield* allRoles
    if (!roles.some(({ name }) => name === role)) return yield* new RoleNotFound({ role })
    if (!covers(roleOf(principal), grantOf(roles, role))) return yield* new Forbidden({ operation })
    const id = generateUuid(yield* SecureRandom)
    const made: DomainToken = {
      id,
      domain,
      role,
      expires,
      createdBy: principal.name,
      created: now,
      enabled: true,
    }
    const token = yield* signJwt({ id, exp: expires, d: domain, t: "domain", v: 2 })
    yield* commit([{ _tag: "AddDomainToken", token: made, local: true }], actorOf(caller)).pipe(
      onGuard({
        "role-present": () => new RoleNotFound({ role }),
        "domain-present": () => new DomainNotFound({ domain }),
      }),
    )
    return { ...viewOf(made), token }
  }),
})

const list = call({
  name: "domainTokens.list",
  summary: "The tokens of a domain",
  needs: needs("r"),
  input: Schema.Struct({ domain: DomainName }),
  output: Schema.Array(TokenView),
  errors: [Forbidden, InvalidInput, StoreUnavailable],
  handler: ({ domain }) =>
    Effect.map(
      DomainTokens.use((tokens) => tokens.list(domain)),
      (tokens) => tokens.map(viewOf),
    ),
})

const ById = { domain: DomainName, id: requiredText(36) }

const setEnabled = call({
  name: "domainTokens.setEnabled",
  summary: "Lets a token of a domain act, or not any more",
  needs: needs("u"),
  input: Schema.Struct({ ...ById, enabled: Schema.Boolean }),
  output: Schema.Struct({ id: Schema.String, enabled: Schema.Boolean }),
  errors: [DomainTokenNotFound, Forbidden, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ domain, id, enabled }, caller) {
    const token = yield* DomainTokens.use((tokens) => tokens.find(id))
    if (token === undefined || token.domain !== domain) return yield* notFound()
    // Whoever lets it act again hands its role out.
    if (enabled && !covers(roleOf(caller.principal), grantOf(yield* allRoles, token.role))) {
      return yield* new Forbidden({ operation: caller.operation })
    }
    yield* commit([{ _tag: "SetDomainTokenEnabled", id, domain, enabled }], actorOf(caller)).pipe(
      onGuard({ "token-present": notFound }),
    )
    return { id, enabled }
  }),
})

const remove = call({
  name: "domainTokens.remove",
  summary: "Removes a token of a domain",
  needs: needs("u"),
  input: Schema.Struct(ById),
  output: Schema.Struct({ id: Schema.String }),
  errors: [DomainTokenNotFound, Forbidden, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ domain, id }, caller) {
    yield* commit([{ _tag: "RemoveDomainToken", id, domain }], actorOf(caller)).pipe(
      onGuard({ "token-present": notFound }),
    )
    return { id }
  }),
})

export const domainTokens = { add, list, setEnabled, remove } as const
