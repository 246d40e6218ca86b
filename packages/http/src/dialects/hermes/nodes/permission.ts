import { operations } from "@sipwright/core"
import { failed, ok } from "../answer.ts"
import type { TaggedError } from "../causes.ts"
import { whole } from "../../../openapi/shape.ts"
import { answering, type Group, okReply, required } from "../node.ts"
import { given, userAddress } from "../parameters.ts"

const { permissions } = operations

const user = required("user", "SIP address; or `username` and `domain`", "alice@example.org")

const wording = {
  fields: { address: "user", permissions: "permission" },
  malformed: { address: (detail: string) => failed("invalid", detail) },
  // Only registered users of Kamailio have permissions.
  errors: { NotALocalAccount: ({ message }: TaggedError) => failed("nonexistant", message) },
}

const reply = okReply({ permission: whole(63, "sum of the flags, 0 to 255") })

const permissionAnswer = (account: { readonly permissions: number }) => ok({ permission: account.permissions })

export const permissionNodes: Group = {
  get: {
    about: "What a user may call, as the stored number",
    reply,
    parameters: [user],
    ...wording,
    operations: [permissions.get],
    plan: (parameters) => answering(permissions.get, { address: userAddress(parameters) }, permissionAnswer),
  },
  set: {
    about: "Sets what a user may call",
    reply,
    parameters: [user, required("permission", "sum of the flags, 0 to 255", "63")],
    ...wording,
    operations: [permissions.set],
    plan: (parameters) =>
      answering(
        permissions.set,
        { address: userAddress(parameters), permissions: given(parameters, "permission") },
        permissionAnswer,
      ),
  },
}
