import type { Command } from "commander"
import type { Io } from "./io.ts"
import { settingsOf, withSettings } from "./settings-options.ts"

/** `sipwright serve`: ends when it is told to by a signal. */
export const addServeCommand = (program: Command, io: Io): void => {
  const serve = program
    .command("serve")
    .description("run the HTTP server")
    .action(async () => {
      const settings = settingsOf(serve, io)
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
