import { DirectoryUnavailable, OperatorDirectories, type Sipwright } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { Log } from "./log.ts"

const reasonOf = (error: DirectoryUnavailable): string =>
  error.cause instanceof Error ? error.cause.message : "no reason is known"

/** Says of each directory outside the store whether it can be asked. One that cannot is no reason not to start: it may come back. */
export const checkDirectories = (sipwright: Pick<Sipwright, "run">, log: Log): Promise<void> =>
  sipwright.run(
    OperatorDirectories.use((directories) =>
      Effect.forEach(
        directories,
        ({ name: directory, check }) => {
          if (check === undefined) return Effect.void
          return Effect.match(check(), {
            onSuccess: () => log("info", "directory", `The operator directory ${directory} answers.`, { directory }),
            onFailure: (error) =>
              log("warn", "directory", `The operator directory ${directory} cannot be used: ${reasonOf(error)}.`, {
                directory,
              }),
          })
        },
        { discard: true },
      ),
    ),
  )
