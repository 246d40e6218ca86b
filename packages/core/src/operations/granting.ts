import { Effect } from "effect"
import { Forbidden } from "../model/errors.ts"
import type { Principal } from "../model/principal.ts"
import type { AccessLevel } from "../values/access-level.ts"
import type { Caller } from "./operation.ts"

/** Nobody grants, changes or removes a level above their own. */
export const notAbove = (principal: Principal, level: AccessLevel, { operation }: Caller) =>
  level > principal.level ? Effect.fail(new Forbidden({ operation })) : Effect.void
