import type { Registrations } from "@sipwright/core"
import * as Layer from "effect/Layer"
import type { Settings } from "./settings.ts"

/** What the settings make of a running Kamailio. */
export interface RunningKamailio {
  /** Lets it be told what changed; nothing without a URL. */
  readonly control: Layer.Layer<never>
  /** In place of the store's own; undefined where the store has them, or nobody. */
  readonly registrations: Layer.Layer<Registrations> | undefined
}

export const runningKamailio = async (settings: Settings): Promise<RunningKamailio> => {
  const { kamailioRpcUrl: url, registrations } = settings
  if (url === undefined) return { control: Layer.empty, registrations: undefined }
  const { kamailioRpc, rpcRegistrations } = await import("@sipwright/adapters/kamailio-rpc")
  return {
    control: kamailioRpc({ url }),
    registrations: registrations === "rpc" ? rpcRegistrations({ url }) : undefined,
  }
}
