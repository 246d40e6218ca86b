import * as Effect from "effect/Effect"
import type { Operator } from "../model/operator.ts"
import { type DirectoryUnavailable, OperatorDirectories } from "../ports/operator-directory.ts"
import { Authorizations } from "../ports/operators.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import type { AccessLevel } from "../values/access-level.ts"

/**
 * What an operator may do at this moment: the level of its authorization row, which is given where it was read already; without one, what
 * its directory's groups give. Nothing is kept, so that a change acts at once.
 */
export const accessGiven = (
  operator: Pick<Operator, "name" | "directory">,
  row: AccessLevel | undefined,
): Effect.Effect<AccessLevel, DirectoryUnavailable, OperatorDirectories> =>
  row !== undefined
    ? Effect.succeed(row)
    : Effect.gen(function* () {
        const directory = (yield* OperatorDirectories).find(({ name }) => name === operator.directory)
        return (yield* directory?.groupAccess?.(operator.name) ?? Effect.undefined) ?? 0
      })

/** {@link accessGiven}, with its row looked up. */
export const accessOf = (
  operator: Pick<Operator, "name" | "directory">,
): Effect.Effect<AccessLevel, DirectoryUnavailable | StoreUnavailable, Authorizations | OperatorDirectories> =>
  Effect.gen(function* () {
    const row = yield* Authorizations.use((authorizations) => authorizations.find(operator.name))
    return yield* accessGiven(operator, row?.access)
  })
