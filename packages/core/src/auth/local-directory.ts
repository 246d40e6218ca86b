import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Change } from "../model/change.ts"
import type { Operator, OperatorRow } from "../model/operator.ts"
import { OperatorDirectories, type WritableDirectory } from "../ports/operator-directory.ts"
import { Operators } from "../ports/operators.ts"
import { PasswordHasher } from "../ports/password-hasher.ts"
import { Provisioning } from "../ports/provisioning.ts"
import { AuditTrail } from "../ports/audit-trail.ts"
import { commit } from "../operations/commit.ts"

/** What the directory of our own tables is called. */
export const LOCAL_DIRECTORY = "local"

const operatorOf = ({ name, fullName, email }: OperatorRow): Operator => ({
  name,
  fullName,
  email,
  directory: LOCAL_DIRECTORY,
})

/** The directory whose operators are in our own tables. */
export const makeLocalDirectory: Effect.Effect<
  WritableDirectory,
  never,
  Operators | PasswordHasher | Provisioning | AuditTrail
> = Effect.gen(function* () {
  const services = yield* Effect.context<Operators | PasswordHasher | Provisioning | AuditTrail>()
  const operators = yield* Operators
  const hasher = yield* PasswordHasher

  const rehash = (name: string, password: Redacted.Redacted<string>) =>
    Effect.flatMap(
      hasher.hash(password),
      (passwordHash) =>
        commit([{ _tag: "ChangeOperator", name, set: { passwordHash } }], { principal: name, operation: "rehash" }),
      // Removed in this very moment: there is nothing to mend then.
    ).pipe(
      Effect.catchTag("GuardFailed", () => Effect.void),
      Effect.provideContext(services),
    )

  return {
    name: LOCAL_DIRECTORY,
    find: (name) => Effect.map(operators.find(name), (row) => row && operatorOf(row)),
    authenticate: Effect.fnUntraced(function* (name: string, password: Redacted.Redacted<string>) {
      const row = yield* operators.find(name)
      if (row === undefined) {
        yield* hasher.pretend(password)
        return undefined
      }
      const verdict = yield* hasher.verify(password, row.passwordHash)
      if (verdict === "wrong" || Redacted.value(password) === "") return undefined
      if (verdict === "stale") yield* rehash(name, password)
      return operatorOf(row)
    }),
    list: () => Effect.map(operators.list(), (rows) => rows.map(operatorOf)),
    create: Effect.fnUntraced(function* ({ name, fullName, email, password, access }, actor) {
      const passwordHash = yield* hasher.hash(password)
      const operator = { name, fullName, email, passwordHash }
      yield* commit(
        [
          { _tag: "AddOperator", operator },
          { _tag: "Authorize", name, access },
        ],
        actor,
      )
    }, Effect.provideContext(services)),
    update: Effect.fnUntraced(function* (name, patch, actor) {
      const { password, role, ...fields } = patch
      const passwordHash = password && (yield* hasher.hash(password))
      const set = passwordHash === undefined ? fields : { ...fields, passwordHash }
      const assign = { _tag: "AssignRole", holder: { kind: "operator", name }, role } as const
      const changes: Change[] = [{ _tag: "ChangeOperator", name, set }]
      if ("role" in patch) changes.push(assign)
      // A password that somebody else sets is to keep out whoever is in by the old one.
      if (password !== undefined && actor.principal !== name) {
        changes.push({ _tag: "EndSessions", subject: { kind: "operator", name } })
      }
      yield* commit(changes, actor)
    }, Effect.provideContext(services)),
    remove: (name, actor) =>
      Effect.asVoid(commit([{ _tag: "RemoveOperator", name }], actor)).pipe(Effect.provideContext(services)),
  } satisfies WritableDirectory
})

/** Our own tables as the only directory. */
export const localDirectory: Layer.Layer<
  OperatorDirectories,
  never,
  Operators | PasswordHasher | Provisioning | AuditTrail
> = Layer.effect(
  OperatorDirectories,
  Effect.map(makeLocalDirectory, (directory) => [directory]),
)
