import { execute, operations, type Principal } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { personOf } from "./person.ts"

/** Who a session is of, as its directory knows it at this moment. */
export const ownProfile = (principal: Principal) =>
  Effect.map(execute(operations.operators.self, principal, {}), ({ lastVisit, ...operator }) => ({
    person: personOf(operator),
    lastVisit: lastVisit ?? undefined,
  }))
