import { execute, operations, type Ports } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { Refusal } from "../answer.ts"
import type { CallOf } from "../route.ts"

/** The account whose number stands in the path. */
export const numbered = (call: CallOf): Effect.Effect<string, unknown, Ports> => {
  const id = call.param("id")
  return /^\d{1,15}$/.test(id)
    ? Effect.map(
        execute(operations.accounts.numbered, call.principal, { number: Number(id) }),
        ({ address }) => address,
      )
    : Effect.fail(new Refusal(404, "Account not found"))
}
