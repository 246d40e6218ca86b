import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { Role, RoleHolder } from "../model/role.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Reads roles that were made or replaced, and who was given which. Written through {@link Provisioning}. */
export class Roles extends Context.Service<
  Roles,
  {
    /** By name; those that are built in and were not replaced are not here. */
    readonly list: () => Effect.Effect<ReadonlyArray<Role>, StoreUnavailable>
    /** The name of the role that was given; undefined where none was. */
    readonly roleOf: (holder: RoleHolder) => Effect.Effect<string | undefined, StoreUnavailable>
  }
>()("@sipwright/core/Roles") {}
