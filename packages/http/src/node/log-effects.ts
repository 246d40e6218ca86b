import type { Layer } from "effect"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import type { Log, LogLevel } from "./log.ts"

const LEVELS: Readonly<Record<string, LogLevel>> = { Warn: "warn", Error: "error", Fatal: "error" }

/** Lets what operations log go where the server's own lines go. */
export const logEffects = (log: Log): Layer.Layer<never> =>
  Logger.layer([
    Logger.make(({ message, logLevel, fiber }) => {
      const sentence = Array.isArray(message) ? message.map(String).join(" ") : String(message)
      log(LEVELS[logLevel] ?? "info", "operation", sentence, fiber.getRef(References.CurrentLogAnnotations))
    }),
  ])
