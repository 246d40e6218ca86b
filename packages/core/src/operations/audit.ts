import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { InvalidInput } from "../model/errors.ts"
import { AuditTrail } from "../ports/audit-trail.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { anywhere, Glob } from "../values/glob.ts"
import { requiredText } from "../values/text.ts"
import { Timestamp } from "../values/timestamp.ts"
import { listing } from "./operation.ts"

const list = listing({
  name: "audit.list",
  summary: "What was changed and what happened to credentials, newest first",
  // Of all domains, and of operators, too.
  needs: { level: 2, resource: "operators", target: () => ({ kind: "all" }) },
  input: Schema.Struct({
    /** Who did it: the name of an operator or account, or the id of an API key. */
    principal: Schema.optional(requiredText(255)),
    /** The name of an operation, with `*` and `?`, such as `accounts.*`. */
    operation: Schema.optional(Glob),
    /** What stands anywhere in the details, such as an address, with `*` and `?`. */
    about: Schema.optional(Glob),
    /** From this moment on. */
    since: Schema.optional(Timestamp),
    /** Before this moment. */
    until: Schema.optional(Timestamp),
  }),
  output: Schema.Struct({
    /** Counts records, oldest first. */
    id: Schema.Number,
    /** Unix time in milliseconds. */
    time: Schema.Number,
    principal: Schema.String,
    operation: Schema.String,
    /** The changes without their secrets, or the facts of a credential event. */
    details: Schema.Unknown,
  }),
  errors: [InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ principal, operation, about, since, until }, page) {
    if (page.after !== undefined && !/^[0-9]{1,15}$/.test(page.after)) {
      return yield* new InvalidInput({
        field: "after",
        reason: "malformed",
        message: "after is no cursor of this list.",
      })
    }
    const anywhereIn = about === undefined ? undefined : anywhere(about)
    const query = { ...page, principal, operation, about: anywhereIn, since, until }
    return yield* AuditTrail.use((trail) => trail.list(query))
  }),
})

export const audit = { list } as const
