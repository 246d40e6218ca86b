import { createSipwright, type Sipwright, type StorePorts } from "@sipwright/core"
import * as Layer from "effect/Layer"
import { deploymentOf } from "./deployment-of.ts"
import { directoriesOf } from "./directories.ts"
import { runningKamailio } from "./kamailio-rpc.ts"
import type { Log } from "./log.ts"
import { logEffects } from "./log-effects.ts"
import type { Metrics } from "./metrics.ts"
import { localDomains } from "./local-domains.ts"
import type { Settings } from "./settings.ts"
import { sqlOptionsOf } from "./sql-options.ts"

// Adapters are imported when they are needed, so that a command pays only for what it uses.

type Watching = Pick<Metrics, "observer" | "onPools">

const storeOf = async (
  settings: Settings,
  warn: (sentence: string) => void,
  metrics: Watching | undefined,
): Promise<Layer.Layer<StorePorts, unknown>> => {
  const sql = await sqlOptionsOf(settings, warn)
  if (sql === undefined) {
    const { memoryStore } = await import("@sipwright/adapters/memory")
    return memoryStore({ domains: localDomains(settings) })
  }
  const { sqlStore } = await import("@sipwright/adapters/sql")
  return sqlStore({ ...sql, ...(metrics === undefined ? {} : { onPools: metrics.onPools }) })
}

/**
 * Puts the product together as the settings say. Nothing is connected before its first call, or `ready()`. Rejects with SettingsError
 * where settings do not go together.
 */
export const compose = async (settings: Settings, log: Log, metrics?: Watching): Promise<Sipwright> => {
  const store = await storeOf(settings, (sentence) => log("warn", "settings", sentence), metrics)
  const kamailio = await runningKamailio(settings)
  const directories = await directoriesOf(settings)
  const { nodeCrypto } = await import("@sipwright/adapters/node-crypto")
  const { nodeHostResolver } = await import("@sipwright/adapters/node-dns")
  return createSipwright({
    // Of two services of one name the later counts.
    store: kamailio.registrations === undefined ? store : Layer.merge(store, kamailio.registrations),
    directories,
    deployment: deploymentOf(settings),
    crypto: nodeCrypto,
    ...(metrics === undefined ? {} : { observer: metrics.observer }),
    runtime: Layer.mergeAll(logEffects(log), nodeHostResolver(), kamailio.control),
  })
}
