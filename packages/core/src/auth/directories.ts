import { Effect, type Redacted } from "effect"
import type { Operator } from "../model/operator.ts"
import { type DirectoryUnavailable, OperatorDirectories, type OperatorDirectory } from "../ports/operator-directory.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"

/**
 * The first directory, in the configured order, that knows the name. One that is down stops the search: it might know the name, and then
 * the ones behind it do not count.
 */
export const directoryOf = Effect.fnUntraced(function* (name: string) {
  for (const directory of yield* OperatorDirectories) {
    const operator = yield* directory.find(name)
    if (operator !== undefined) return { directory, operator }
  }
  return undefined
})

/** The operator, if some directory knows it with that password. A name that none knows costs the same work. */
export const authenticateOperator = (
  name: string,
  password: Redacted.Redacted<string>,
): Effect.Effect<Operator | undefined, DirectoryUnavailable | StoreUnavailable, OperatorDirectories> =>
  Effect.gen(function* () {
    const known = yield* directoryOf(name)
    const directories: ReadonlyArray<OperatorDirectory> = yield* OperatorDirectories
    const directory = known?.directory ?? directories[0]
    return yield* directory === undefined ? Effect.undefined : directory.authenticate(name, password)
  })
