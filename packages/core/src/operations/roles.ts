import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { accessOf } from "../auth/access.ts"
import { directoryOf } from "../auth/directories.ts"
import { allRoles, covers, grantOf, roleOf } from "../auth/role-check.ts"
import {
  AccountNotFound,
  Forbidden,
  InvalidInput,
  OperatorNotFound,
  RoleBuiltIn,
  RoleExists,
  RoleInUse,
  RoleNotFound,
} from "../model/errors.ts"
import { BUILT_IN_ROLES, ROOT, type Role, type RoleHolder } from "../model/role.ts"
import { Accounts } from "../ports/accounts.ts"
import { DirectoryUnavailable } from "../ports/operator-directory.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { Acl } from "../values/acl.ts"
import { AddressRef } from "../values/sip-address.ts"
import { requiredText } from "../values/text.ts"
import { actorOf, commit } from "./commit.ts"
import { notAbove } from "./granting.ts"
import { onGuard } from "./guards.ts"
import { type Caller, call, type Target } from "./operation.ts"

// Roles are everybody's, so who is confined to a domain may look at them and change none.
const needs = (permission: "c" | "r" | "u" | "d") =>
  ({
    level: 4,
    resource: "operators",
    target: (): Target => ({ kind: permission === "r" ? "filtered" : "all" }),
    right: { resource: "acl/roles", permission },
  }) as const

const RoleName = requiredText(64)
const AclView = Schema.Record(Schema.String, Schema.Array(Schema.String))
const RoleView = Schema.Struct({ name: Schema.String, parent: Schema.NullOr(Schema.String), allows: AclView })

const viewOf = ({ name, parent, allows }: Role) => ({
  name,
  parent: parent ?? null,
  allows: allows as Readonly<Record<string, ReadonlyArray<string>>>,
})

// Whoever removes a role at the same time may be first.
const roleNotFound = (role: string) => new RoleNotFound({ role })

const find = (roles: ReadonlyArray<Role>, name: string) => {
  const role = roles.find((one) => one.name === name)
  return role === undefined ? Effect.fail(roleNotFound(name)) : Effect.succeed(role)
}

/** Nobody makes, changes or hands out a role that permits more than their own. */
const coveredBy = (roles: ReadonlyArray<Role>, name: string, { principal, operation }: Caller) =>
  covers(roleOf(principal), grantOf(roles, name)) ? Effect.void : Effect.fail(new Forbidden({ operation }))

/** The role among the others, once it is known that it may be there. */
const checked = Effect.fnUntraced(function* (others: ReadonlyArray<Role>, role: Role, caller: Caller) {
  if (role.parent !== undefined) yield* find(others, role.parent)
  const roles = [...others.filter(({ name }) => name !== role.name), role]
  yield* coveredBy(roles, role.name, caller)
  return role
})

const list = call({
  name: "roles.list",
  summary: "Every role with its parent",
  needs: needs("r"),
  input: Schema.Struct({}),
  output: Schema.Array(RoleView),
  errors: [Forbidden, InvalidInput, StoreUnavailable],
  handler: () => Effect.map(allRoles, (roles) => roles.map(viewOf)),
})

const get = call({
  name: "roles.get",
  summary: "One role, without what its parents add",
  needs: needs("r"),
  input: Schema.Struct({ name: RoleName }),
  output: RoleView,
  errors: [Forbidden, InvalidInput, RoleNotFound, StoreUnavailable],
  handler: ({ name }) => Effect.flatMap(allRoles, (roles) => Effect.map(find(roles, name), viewOf)),
})

const add = call({
  name: "roles.add",
  summary: "Makes a role",
  needs: needs("c"),
  input: Schema.Struct({ name: RoleName, parent: Schema.optional(RoleName), allows: Schema.optional(Acl) }),
  output: RoleView,
  errors: [Forbidden, InvalidInput, RoleExists, RoleNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ name, parent, allows = {} }, caller) {
    const exists = () => new RoleExists({ role: name })
    const roles = yield* allRoles
    if (roles.some((role) => role.name === name)) return yield* exists()
    const role = yield* checked(roles, { name, parent, allows }, caller)
    yield* commit([{ _tag: "AddRole", role }], actorOf(caller)).pipe(
      onGuard({ "role-free": exists, "role-present": roleNotFound }),
    )
    return viewOf(role)
  }),
})

const replace = call({
  name: "roles.replace",
  summary: "Puts other permissions in place of those of a role",
  needs: needs("u"),
  input: Schema.Struct({ name: RoleName, allows: Acl }),
  output: RoleView,
  errors: [Forbidden, InvalidInput, RoleBuiltIn, RoleNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ name, allows }, caller) {
    if (name === ROOT) return yield* new RoleBuiltIn({ role: name })
    const roles = yield* allRoles
    const before = yield* find(roles, name)
    // Also what it permitted: to take from a role is to change what others were given.
    yield* coveredBy(roles, name, caller)
    const role = yield* checked(roles, { ...before, allows }, caller)
    yield* commit([{ _tag: "PutRole", role }], actorOf(caller)).pipe(onGuard({ "role-present": roleNotFound }))
    return viewOf(role)
  }),
})

const remove = call({
  name: "roles.remove",
  summary: "Removes a role that nobody has",
  needs: needs("d"),
  input: Schema.Struct({ name: RoleName }),
  output: Schema.Struct({ name: Schema.String }),
  errors: [Forbidden, InvalidInput, RoleBuiltIn, RoleInUse, RoleNotFound, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ name }, caller) {
    if (BUILT_IN_ROLES.some((role) => role.name === name)) return yield* new RoleBuiltIn({ role: name })
    const roles = yield* allRoles
    yield* find(roles, name)
    yield* coveredBy(roles, name, caller)
    yield* commit([{ _tag: "RemoveRole", name }], actorOf(caller)).pipe(
      onGuard({
        "role-present": () => new RoleNotFound({ role: name }),
        "role-unused": () => new RoleInUse({ role: name }),
      }),
    )
    return { name }
  }),
})

const holderOf = Effect.fnUntraced(function* (
  { operator, account }: { readonly operator?: string | undefined; readonly account?: AddressRef | undefined },
  caller: Caller,
) {
  if (account !== undefined && operator === undefined) {
    const found = yield* Accounts.use((accounts) => accounts.find(account))
    if (found === undefined || found.state === "gone") return yield* new AccountNotFound({ address: account.spelling })
    const holder: RoleHolder = { kind: "account", name: found.address }
    return holder
  }
  if (operator === undefined || account !== undefined) {
    const message = "operator or account is to be given, one of them."
    return yield* new InvalidInput({ field: "operator", reason: "missing", message })
  }
  const known = yield* directoryOf(operator)
  if (known === undefined) return yield* new OperatorNotFound({ operator })
  yield* notAbove(caller.principal, yield* accessOf(known.operator), caller)
  const holder: RoleHolder = { kind: "operator", name: known.operator.name }
  return holder
})

/** Whether the caller may hand out the role. Fails where it is not there, or permits more than the caller's own. */
export const mayAssign = Effect.fnUntraced(function* (role: string, caller: Caller) {
  const roles = yield* allRoles
  yield* find(roles, role)
  yield* coveredBy(roles, role, caller)
})

const assign = call({
  name: "roles.assign",
  summary: "Gives an operator or an account a role of its own; without one, it has the role of its level again",
  needs: { level: 3, resource: "operators", target: (): Target => ({ kind: "all" }) },
  input: Schema.Struct({
    operator: Schema.optional(requiredText(128)),
    account: Schema.optional(AddressRef),
    /** None, if absent. */
    role: Schema.optional(RoleName),
  }),
  output: Schema.Struct({ name: Schema.String, role: Schema.NullOr(Schema.String) }),
  errors: [
    AccountNotFound,
    DirectoryUnavailable,
    Forbidden,
    InvalidInput,
    OperatorNotFound,
    RoleNotFound,
    StoreUnavailable,
  ],
  handler: Effect.fnUntraced(function* ({ role, ...given }, caller) {
    const holder = yield* holderOf(given, caller)
    if (role !== undefined) yield* mayAssign(role, caller)
    yield* commit([{ _tag: "AssignRole", holder, role }], actorOf(caller)).pipe(
      onGuard({ "role-present": roleNotFound, "account-present": (address) => new AccountNotFound({ address }) }),
    )
    return { name: holder.name, role: role ?? null }
  }),
})

export const roles = { list, get, add, replace, remove, assign } as const
