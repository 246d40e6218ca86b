import type { Command } from "commander"
import type { Io } from "./io.ts"
import { settingsOf, withSettings } from "./settings-options.ts"
import { growYoungGenerationTo } from "./young-generation.ts"

// As far as calls make it grow by themselves. A list of a million accounts doubles it once more, and is no faster by that.
const YOUNG_BYTES = 64 * 1024 * 1024

/** `sipwright serve`: ends when it is told to by a signal. */
export const addServeCommand = (program: Command, io: Io): void => {
  const serve = program
    .command("serve")
    .description("run the HTTP server")
    .action(async () => {
      const settings = settingsOf(serve, io)
      growYoungGenerationTo(YOUNG_BYTES)
      const [{ startServer }, { logTo }, { onStopSignal }] = await Promise.all([
        import("../server.ts"),
        import("../log.ts"),
        import("../stop-signals.ts"),
      ])
      const log = logTo(io.stdout)
      // From the first moment on: a signal while the store is being opened must not cut a migration short.
      const signalled = new Promise<void>((resolve) => {
        onStopSignal((signal) => {
          log("info", "stopping", `Stopping on ${signal}: calls in flight are answered, new ones are not taken.`, {
            signal,
          })
          resolve()
        })
      })
      const server = await startServer(settings, { log, terminal: io.stdout.isTTY === true ? io.stdout : undefined })
      await signalled
      await server.close()
      log("info", "stopped", "Stopped.")
    })
  withSettings(serve, "server")
}
