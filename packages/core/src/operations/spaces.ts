import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Change } from "../model/change.ts"
import { InvalidInput, RealmInUse, SpaceExists, SpaceFull, SpaceInUse, SpaceNotFound } from "../model/errors.ts"
import type { Space } from "../model/space.ts"
import { Domains } from "../ports/domains.ts"
import { Spaces } from "../ports/spaces.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { DomainName } from "../values/domain-name.ts"
import { text, requiredText } from "../values/text.ts"
import { Timestamp } from "../values/timestamp.ts"
import { actorOf, commit } from "./commit.ts"
import { onGuard } from "./guards.ts"
import { call, type Caller, type Target } from "./operation.ts"
import { reloadDomains } from "./tell-kamailio.ts"

const everything = (): Target => ({ kind: "all" })
const supers = { level: 4, resource: "domains", target: everything } as const

const ByDomain = Schema.Struct({ domain: DomainName })

const SpaceView = Schema.Struct({
  domain: Schema.String,
  name: Schema.String,
  host: Schema.String,
  super: Schema.Boolean,
  /** Null: the domain. */
  realm: Schema.NullOr(Schema.String),
  /** 0: any number. */
  maxAccounts: Schema.Number,
  /** Unix time in milliseconds, as all times here. */
  expires: Schema.NullOr(Schema.Number),
  created: Schema.Number,
  updated: Schema.Number,
})

const viewOf = (space: Space): typeof SpaceView.Type => ({
  ...space,
  realm: space.realm ?? null,
  expires: space.expires ?? null,
})

const Settings = {
  domain: DomainName,
  name: requiredText(255),
  /** The host of HTTP calls about it, without a port. */
  host: DomainName,
  super: Schema.optional(Schema.Boolean),
  /** Stands between quotes in the headers of challenges, which can hold printable ASCII only. */
  realm: Schema.optional(text(255).check(Schema.isPattern(/^[\u0020-\u007e]*$/))),
  maxAccounts: Schema.optional(Schema.Number.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0))),
  expires: Schema.optional(Timestamp),
}

const SpaceInput = Schema.Struct(Settings)
type Given = typeof SpaceInput.Type

const spaceOf = (given: Given, created: number, updated: number): Space => ({
  domain: given.domain,
  name: given.name,
  host: given.host,
  super: given.super ?? false,
  realm: given.realm || undefined,
  maxAccounts: given.maxAccounts ?? 0,
  expires: given.expires,
  created,
  updated,
})

const exists = (field: string) => new SpaceExists({ field: field as SpaceExists["field"] })

const find = (domain: DomainName) =>
  Effect.flatMap(
    Spaces.use((spaces) => spaces.find(domain)),
    (space) => (space === undefined ? Effect.fail(new SpaceNotFound({ domain })) : Effect.succeed(space)),
  )

const list = call({
  name: "spaces.list",
  summary: "Every space, by domain",
  needs: supers,
  input: Schema.Struct({}),
  output: Schema.Array(SpaceView),
  errors: [InvalidInput, StoreUnavailable],
  handler: () =>
    Effect.map(
      Spaces.use((spaces) => spaces.list()),
      (spaces) => spaces.map(viewOf),
    ),
})

const get = call({
  name: "spaces.get",
  summary: "One space",
  needs: supers,
  input: ByDomain,
  output: SpaceView,
  errors: [InvalidInput, SpaceNotFound, StoreUnavailable],
  handler: ({ domain }) => Effect.map(find(domain), viewOf),
})

const commitSpace = Effect.fnUntraced(function* (space: Space, caller: Caller) {
  const { domain } = space
  const isLocal = yield* Domains.use((domains) => domains.isLocal(domain))
  const changes: ReadonlyArray<Change> = [
    ...(isLocal ? [] : [{ _tag: "AddDomain", domain } as const]),
    { _tag: "AddSpace", space },
  ]
  yield* commit(changes, actorOf(caller)).pipe(
    // The domain came from somewhere else in this very moment, which is as good.
    Effect.catchIf(
      (error) => error._tag === "GuardFailed" && error.guard === "domain-free",
      () => commit([{ _tag: "AddSpace", space }], actorOf(caller)),
    ),
    onGuard({ "space-free": exists }),
  )
  // Now that it is a space nobody removes the domain any more; somebody may have done so just before.
  if (isLocal && !(yield* Domains.use((domains) => domains.isLocal(domain)))) {
    yield* Effect.catchTag(commit([{ _tag: "AddDomain", domain }], actorOf(caller)), "GuardFailed", () => Effect.void)
    return yield* reloadDomains
  }
  return isLocal || (yield* reloadDomains)
})

const add = call({
  name: "spaces.add",
  summary: "Makes a space, and its domain where Kamailio does not serve it yet",
  needs: supers,
  input: SpaceInput,
  output: Schema.Struct({
    ...SpaceView.fields,
    /** Whether Kamailio sees its domain; where not, it does after domain.reload. */
    reloaded: Schema.Boolean,
  }),
  errors: [InvalidInput, SpaceExists, StoreUnavailable],
  handler: Effect.fnUntraced(function* (given, caller) {
    const now = yield* Clock.currentTimeMillis
    const space = spaceOf(given, now, now)
    const reloaded = yield* commitSpace(space, caller)
    return { ...viewOf(space), reloaded }
  }),
})

const replace = call({
  name: "spaces.replace",
  summary: "Sets all of a space in one step; what is absent takes its default",
  needs: supers,
  input: SpaceInput,
  output: SpaceView,
  errors: [InvalidInput, RealmInUse, SpaceExists, SpaceFull, SpaceNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* (given, caller) {
    const { domain } = given
    const before = yield* find(domain)
    const space = spaceOf(given, before.created, yield* Clock.currentTimeMillis)
    yield* commit([{ _tag: "PutSpace", space }], actorOf(caller)).pipe(
      onGuard({
        "realm-unused": () => new RealmInUse({ domain }),
        "space-free": exists,
        "space-has-room": () => new SpaceFull({ domain }),
        "space-present": () => new SpaceNotFound({ domain }),
      }),
    )
    return viewOf(space)
  }),
})

const remove = call({
  name: "spaces.remove",
  summary: "Removes a space that has no accounts; its domain stays",
  needs: supers,
  input: ByDomain,
  output: Schema.Struct({ domain: Schema.String }),
  errors: [InvalidInput, SpaceInUse, SpaceNotFound, StoreUnavailable],
  handler: ({ domain }, caller) =>
    commit([{ _tag: "RemoveSpace", domain }], actorOf(caller)).pipe(
      onGuard({
        "space-present": () => new SpaceNotFound({ domain }),
        "space-empty": () => new SpaceInUse({ domain }),
      }),
      Effect.as({ domain }),
    ),
})

export const spaces = { list, get, add, replace, remove } as const
