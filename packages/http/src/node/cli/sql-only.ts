import type { SqlStoreOptions } from "@sipwright/adapters/sql"
import type { Command } from "commander"
import { UsageError } from "./exit-code.ts"
import { type Io, warnOn } from "./io.ts"
import type { Settings } from "../settings.ts"
import { type ProgressBar, progressBar } from "./progress-bar.ts"
import { settingsOf } from "./settings-options.ts"

export const onMemory = (): UsageError =>
  new UsageError("SIPWRIGHT_DATABASE_URL is memory:, where this command has nothing to do.")

/** What the SQL store is opened with, for commands that make sense on a database only. */
export const sqlOnly = async (settings: Settings, io: Io): Promise<SqlStoreOptions> => {
  const { sqlOptionsOf } = await import("../sql-options.ts")
  const options = await sqlOptionsOf(settings, warnOn(io))
  if (options === undefined) throw onMemory()
  return options
}

/** Opens the databases for an administrator's work, and closes them. */
export const withAdministration = async <A>(
  settings: Settings,
  store: SqlStoreOptions,
  work: (administration: import("@sipwright/adapters/sql").SqlAdministration) => Promise<A>,
): Promise<A> => {
  const [{ openSqlAdministration }, { deploymentOf }, { nodeDigestHash }, { SecureRandom }, Effect] = await Promise.all(
    [
      import("@sipwright/adapters/sql"),
      import("../deployment-of.ts"),
      import("@sipwright/adapters/node-crypto"),
      import("@sipwright/core"),
      import("effect/Effect"),
    ],
  )
  const administration = await openSqlAdministration({
    store,
    rules: deploymentOf(settings),
    hasher: nodeDigestHash,
    random: await Effect.runPromise(Effect.map(SecureRandom, (random) => random)),
  })
  try {
    return await work(administration)
  } finally {
    await administration.close()
  }
}

/** Long work of an administrator, with a bar that says how much of it is done. */
export const administer = async <A>(
  command: Command,
  io: Io,
  work: (administration: import("@sipwright/adapters/sql").SqlAdministration, bar: ProgressBar) => Promise<A>,
): Promise<A> => {
  const settings = settingsOf(command, io)
  const store = await sqlOnly(settings, io)
  const bar = await progressBar(io)
  return withAdministration(settings, store, (administration) => work(administration, bar)).finally(bar.end)
}
