import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { accessOf } from "../auth/access.ts"
import { directoryOf } from "../auth/directories.ts"
import { logInByPassword } from "../auth/login.ts"
import { PasswordInput } from "../auth/password-input.ts"
import {
  DirectoryUnavailable,
  isWritable,
  OperatorDirectories,
  type OperatorPatch,
} from "../ports/operator-directory.ts"
import { Authorizations } from "../ports/operators.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { Visits } from "../ports/visits.ts"
import { AccessLevel, accessLevelName } from "../values/access-level.ts"
import { SecretText } from "../values/secret-text.ts"
import { requiredText, text } from "../values/text.ts"
import { actorOf, auditCredential, commit } from "./commit.ts"
import {
  DirectoryReadOnly,
  Forbidden,
  InvalidInput,
  LastSuper,
  OperatorExists,
  OperatorNotFound,
  RoleNotFound,
  Throttled,
  Unauthorized,
} from "../model/errors.ts"
import { notAbove } from "./granting.ts"
import { onGuard } from "./guards.ts"
import { call, type Target } from "./operation.ts"
import { mayAssign } from "./roles.ts"

const everybody = (): Target => ({ kind: "all" })
const write = { level: 3, resource: "operators", target: everybody } as const

const OperatorName = requiredText(128)
const ByName = Schema.Struct({ name: OperatorName })

const OperatorView = Schema.Struct({
  name: Schema.String,
  access: Schema.String,
  fullName: Schema.String,
  email: Schema.String,
  /** The directory that knows it; null where only its access is known here. */
  directory: Schema.NullOr(Schema.String),
})

const NameAndAccess = Schema.Struct({ name: Schema.String, access: Schema.String })

/** The level of a name that no directory may know any more. */
const rowLevel = (name: string) =>
  Effect.map(
    Authorizations.use((authorizations) => authorizations.find(name)),
    (authorization): AccessLevel => authorization?.access ?? 0,
  )

const nobody = (name: string) => new OperatorNotFound({ operator: name })
const lastSuper = (name: string) => new LastSuper({ operator: name })

const list = call({
  name: "operators.list",
  summary: "Every operator that can be listed or has access",
  needs: { level: 2, resource: "operators", target: everybody },
  input: Schema.Struct({}),
  output: Schema.Array(OperatorView),
  errors: [DirectoryUnavailable, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* () {
    const access = new Map<string, AccessLevel>()
    for (const { name, access: level } of yield* Authorizations.use((all) => all.list())) access.set(name, level)
    const known = new Map<string, typeof OperatorView.Type>()
    for (const directory of yield* OperatorDirectories) {
      if (!isWritable(directory)) continue
      for (const { name, ...operator } of yield* directory.list()) {
        if (!known.has(name)) known.set(name, { name, access: accessLevelName(access.get(name) ?? 0), ...operator })
      }
    }
    for (const [name, level] of access) {
      if (!known.has(name)) {
        known.set(name, { name, access: accessLevelName(level), fullName: "", email: "", directory: null })
      }
    }
    return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }),
})

const OwnView = Schema.Struct({
  ...OperatorView.fields,
  /** When it logged in last, Unix time in milliseconds; null if never. */
  lastVisit: Schema.NullOr(Schema.Number),
})

const self = call({
  name: "operators.self",
  summary: "The caller itself, as its directory knows it",
  needs: { level: 1, resource: "sessions", target: (): Target => ({ kind: "filtered" }) },
  input: Schema.Struct({}),
  output: OwnView,
  errors: [DirectoryUnavailable, Forbidden, InvalidInput, OperatorNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* (_, { principal }) {
    const known = principal.kind === "operator" ? yield* directoryOf(principal.name) : undefined
    if (known === undefined) return yield* nobody(principal.name)
    const lastVisit = (yield* Visits.use((visits) => visits.find(principal.name))) ?? null
    return { ...known.operator, access: accessLevelName(principal.level), lastVisit }
  }),
})

const verify = call({
  name: "operators.verify",
  summary: "Who a name and password are of, for another program that logs its users in; no session is opened",
  needs: { level: 0, resource: "operators", target: (): Target => ({ kind: "filtered" }) },
  input: Schema.Struct({
    ...PasswordInput.fields,
    /** The address of the client, where attempts are to be counted by it. */
    host: Schema.optional(Schema.String),
  }),
  output: OperatorView,
  errors: [DirectoryUnavailable, InvalidInput, StoreUnavailable, Throttled, Unauthorized],
  handler: Effect.fnUntraced(function* (credentials, caller) {
    const { operator, principal } = yield* logInByPassword(credentials)
    if (operator === undefined) return yield* new Unauthorized()
    yield* auditCredential({ principal: operator.name, operation: caller.operation }, {})
    return { ...operator, access: accessLevelName(principal.level) }
  }),
})

const newPassword = (password: Redacted.Redacted<string>) =>
  Redacted.value(password) === ""
    ? Effect.fail(new InvalidInput({ field: "password", reason: "malformed", message: "password is empty." }))
    : Effect.void

const add = call({
  name: "operators.add",
  summary: "Makes an operator in the first directory that can be written",
  needs: write,
  input: Schema.Struct({
    name: OperatorName,
    password: SecretText,
    fullName: Schema.optional(text(255)),
    email: Schema.optional(text(255)),
    access: Schema.optional(AccessLevel),
  }),
  output: NameAndAccess,
  errors: [
    DirectoryReadOnly,
    DirectoryUnavailable,
    Forbidden,
    InvalidInput,
    LastSuper,
    OperatorExists,
    StoreUnavailable,
  ],
  handler: Effect.fnUntraced(function* ({ name, password, fullName = "", email = "", access = 1 }, caller) {
    yield* newPassword(password)
    yield* notAbove(caller.principal, access, caller)
    const directories = yield* OperatorDirectories
    const directory = directories.find(isWritable)
    if (directory === undefined) return yield* new DirectoryReadOnly({ directory: directories[0]?.name ?? "none" })
    if ((yield* directoryOf(name)) !== undefined) return yield* new OperatorExists({ operator: name })
    // Access that was left over for the name, from a directory that knew it once, is not to be overwritten unseen.
    yield* notAbove(caller.principal, yield* rowLevel(name), caller)
    yield* directory
      .create({ name, password, fullName, email, access }, actorOf(caller))
      .pipe(
        onGuard({ "operator-free": (subject) => new OperatorExists({ operator: subject }), "super-left": lastSuper }),
      )
    return { name, access: accessLevelName(access) }
  }),
})

const authorize = call({
  name: "operators.authorize",
  summary: "Gives an operator of any directory a level, in place of the one it had",
  needs: write,
  input: Schema.Struct({ name: OperatorName, access: AccessLevel }),
  output: NameAndAccess,
  errors: [DirectoryUnavailable, Forbidden, InvalidInput, LastSuper, OperatorNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ name, access }, caller) {
    yield* notAbove(caller.principal, access, caller)
    const known = yield* directoryOf(name)
    if (known === undefined) return yield* nobody(name)
    const { operator } = known
    yield* notAbove(caller.principal, yield* accessOf(operator), caller)
    const changes = [{ _tag: "Authorize", name: operator.name, access }] as const
    yield* commit(changes, actorOf(caller)).pipe(onGuard({ "super-left": lastSuper }))
    return { name: operator.name, access: accessLevelName(access) }
  }),
})

const update = call({
  name: "operators.update",
  summary: "Changes an operator in a directory that can be written",
  needs: write,
  input: Schema.Struct({
    name: OperatorName,
    password: Schema.optional(SecretText),
    fullName: Schema.optional(text(255)),
    email: Schema.optional(text(255)),
    /** A role of its own; empty text takes it away. */
    role: Schema.optional(text(64)),
  }),
  output: Schema.Struct({ name: Schema.String }),
  errors: [
    DirectoryReadOnly,
    DirectoryUnavailable,
    Forbidden,
    InvalidInput,
    OperatorNotFound,
    RoleNotFound,
    StoreUnavailable,
  ],
  handler: Effect.fnUntraced(function* ({ name, password, fullName, email, role }, caller) {
    if (password !== undefined) yield* newPassword(password)
    const known = yield* directoryOf(name)
    if (known === undefined) return yield* nobody(name)
    const { directory, operator } = known
    if (!isWritable(directory)) return yield* new DirectoryReadOnly({ directory: directory.name })
    yield* notAbove(caller.principal, yield* accessOf(operator), caller)
    if (role !== undefined && role !== "") yield* mayAssign(role, caller)
    const patch: OperatorPatch = {
      ...(password === undefined ? {} : { password }),
      ...(fullName === undefined ? {} : { fullName }),
      ...(email === undefined ? {} : { email }),
      ...(role === undefined ? {} : { role: role || undefined }),
    }
    yield* directory
      .update(name, patch, actorOf(caller))
      .pipe(onGuard({ "operator-present": nobody, "role-present": (missing) => new RoleNotFound({ role: missing }) }))
    return { name }
  }),
})

const remove = call({
  name: "operators.remove",
  summary: "Takes an operator's access away, and the operator itself where its directory can be written",
  needs: write,
  input: ByName,
  output: Schema.Struct({ name: Schema.String }),
  errors: [DirectoryUnavailable, Forbidden, InvalidInput, LastSuper, OperatorNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ name: given }, caller) {
    const known = yield* directoryOf(given)
    const name = known?.operator.name ?? given
    const level = known === undefined ? yield* rowLevel(name) : yield* accessOf(known.operator)
    yield* notAbove(caller.principal, level, caller)
    const removal =
      known !== undefined && isWritable(known.directory)
        ? known.directory.remove(name, actorOf(caller))
        : Effect.asVoid(commit([{ _tag: "Deauthorize", name }], actorOf(caller)))
    yield* removal.pipe(
      onGuard({ "operator-present": nobody, "authorization-present": nobody, "super-left": lastSuper }),
    )
    return { name }
  }),
})

export const operators = { list, self, verify, add, authorize, update, remove } as const
