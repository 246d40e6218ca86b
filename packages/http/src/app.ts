import type { Sipwright } from "@sipwright/core"
import { Hono } from "hono"
import { type HermesOptions, hermes } from "./dialects/hermes/hermes.ts"
import { health } from "./health.ts"
import { responseHeaders } from "./middleware/response-headers.ts"

/** The HTTP dialects that can be mounted. */
export const DIALECTS = ["hermes"] as const
export type Dialect = (typeof DIALECTS)[number]

export interface AppOptions {
  readonly sipwright: Sipwright
  /** All, by default. */
  readonly dialects?: ReadonlyArray<Dialect>
  readonly hermes?: HermesOptions
  /** Whether everything that answers depend on can be reached; asked by /readyz. */
  readonly isReady: () => Promise<boolean>
}

/** The whole server: every dialect under its usual path, and the health endpoints. */
export const createApp = ({ sipwright, dialects = DIALECTS, hermes: hermesOptions, isReady }: AppOptions): Hono => {
  const app = new Hono()
  app.use(responseHeaders)
  app.route("/", health(isReady))
  if (dialects.includes("hermes")) app.route("/api", hermes(sipwright, hermesOptions))
  return app
}
