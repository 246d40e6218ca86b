import type { Sipwright } from "@sipwright/core"
import { Hono } from "hono"
import { flexisip } from "./dialects/flexisip/flexisip.ts"
import type { FlexisipOptions } from "./dialects/flexisip/options.ts"
import { type HermesOptions, hermes } from "./dialects/hermes/hermes.ts"
import { homer } from "./dialects/homer/homer.ts"
import type { HomerOptions } from "./dialects/homer/options.ts"
import type { WebitelOptions } from "./dialects/webitel/options.ts"
import { webitel } from "./dialects/webitel/webitel.ts"
import type { ClientAddress } from "./client-address.ts"
import { health } from "./health.ts"
import { responseHeaders } from "./middleware/response-headers.ts"

/** The HTTP dialects that can be mounted. */
export const DIALECTS = ["hermes", "homer", "webitel", "flexisip"] as const
export type Dialect = (typeof DIALECTS)[number]

export interface AppOptions {
  readonly sipwright: Sipwright
  /** All, by default. */
  readonly dialects?: ReadonlyArray<Dialect>
  readonly hermes?: Omit<HermesOptions, "clientAddress" | "groupsOnly">
  readonly homer?: Omit<HomerOptions, "clientAddress">
  readonly webitel?: Omit<WebitelOptions, "clientAddress">
  readonly flexisip?: Omit<FlexisipOptions, "clientAddress">
  /** Where calls come from; without it nobody is throttled by host, and API keys are refused. */
  readonly clientAddress?: ClientAddress
  /** Whether everything that answers depend on can be reached; asked by /readyz. */
  readonly isReady: () => Promise<boolean>
}

/** The whole server: every dialect under its usual path, and the health endpoints. */
export const createApp = ({
  sipwright,
  dialects = DIALECTS,
  hermes: hermesOptions,
  homer: homerOptions,
  webitel: webitelOptions,
  flexisip: flexisipOptions,
  clientAddress,
  isReady,
}: AppOptions): Hono => {
  const app = new Hono()
  app.use(responseHeaders)
  app.route("/", health(isReady))
  const common = clientAddress === undefined ? {} : { clientAddress }
  if (dialects.includes("homer")) app.route("/api", homer(sipwright, { ...homerOptions, ...common }))
  if (dialects.includes("webitel")) app.route("/", webitel(sipwright, { ...webitelOptions, ...common }))
  // Flexisip answers for all paths under /api that nobody else has, else Hermes does.
  const groupsOnly = dialects.includes("flexisip")
  if (dialects.includes("hermes")) app.route("/api", hermes(sipwright, { ...hermesOptions, ...common, groupsOnly }))
  if (groupsOnly) app.route("/api", flexisip(sipwright, { ...flexisipOptions, ...common }))
  return app
}
