import type { Redacted, Scope } from "effect"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Operator } from "../model/operator.ts"
import { type DirectoryUnavailable, OperatorDirectories, type OperatorDirectory } from "../ports/operator-directory.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"

/**
 * Directories in the order in which they are asked, such as `directoriesInOrder(makeLocalDirectory, ldapDirectory({ … }))`; each is closed with
 * the layer.
 */
export const directoriesInOrder = <
  const Directories extends ReadonlyArray<Effect.Effect<OperatorDirectory, unknown, unknown>>,
>(
  ...directories: Directories
): Layer.Layer<
  OperatorDirectories,
  Effect.Error<Directories[number]>,
  Exclude<Effect.Services<Directories[number]>, Scope.Scope>
> =>
  Layer.effect(
    OperatorDirectories,
    Effect.all(directories) as Effect.Effect<
      ReadonlyArray<OperatorDirectory>,
      Effect.Error<Directories[number]>,
      Effect.Services<Directories[number]>
    >,
  )

const firstThatKnows = Effect.fnUntraced(function* (directories: ReadonlyArray<OperatorDirectory>, name: string) {
  for (const [index, directory] of directories.entries()) {
    const operator = yield* directory.find(name)
    if (operator !== undefined) return { directory, operator, before: directories.slice(0, index) }
  }
  return undefined
})

/**
 * The first directory, in the configured order, that knows the name. One that is down stops the search: it might know the name, and then
 * the ones behind it do not count. A directory may take other spellings than the operator's own, which then is looked for in those before
 * it: access is given by that name, and another operator's must not be had by typing it otherwise.
 */
export const directoryOf = Effect.fnUntraced(function* (name: string) {
  const known = yield* firstThatKnows(yield* OperatorDirectories, name)
  if (known === undefined || known.operator.name === name) return known
  return (yield* firstThatKnows(known.before, known.operator.name)) ?? known
})

/**
 * The operator, if some directory knows it with that password. The password goes to every directory up to the one that knows the name, and where none does to
 * all of them: those that do not know a name work as for a wrong password, so that the time does not tell a name of a later directory from one that nobody has.
 */
export const authenticateOperator = (
  name: string,
  password: Redacted.Redacted<string>,
): Effect.Effect<Operator | undefined, DirectoryUnavailable | StoreUnavailable, OperatorDirectories> =>
  Effect.gen(function* () {
    const known = yield* directoryOf(name)
    for (const directory of yield* OperatorDirectories) {
      if (directory === known?.directory) return yield* directory.authenticate(known.operator.name, password)
      yield* directory.authenticate(name, password)
    }
    return undefined
  })
