import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { callKamailio } from "./call.ts"
import type { KamailioRpcFailure } from "./failure.ts"
import { type KamailioRpcOptions, planOf } from "./options.ts"

/** What one running Kamailio says it serves, or why it does not say. */
export interface ServedDomains {
  /** Scheme, host and port. */
  readonly server: string
  readonly served: Result.Result<ReadonlyArray<string>, KamailioRpcFailure>
}

const domainsIn = (result: unknown): ReadonlyArray<string> => {
  const list = typeof result === "object" && result !== null && "domains" in result ? result.domains : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((row: unknown) =>
    typeof row === "object" && row !== null && "domain" in row && typeof row.domain === "string" ? [row.domain] : [],
  )
}

/**
 * The domains that each running Kamailio has in memory, spelled as it read them (`domain.dump` of the domain module). What differs from its
 * table waits for `domain.reload`.
 */
export const servedDomains = (options: KamailioRpcOptions): Effect.Effect<ReadonlyArray<ServedDomains>> => {
  const { endpoints, timeout } = planOf(options)
  return Effect.forEach(
    endpoints,
    (endpoint) =>
      Effect.map(
        Effect.result(Effect.map(callKamailio(endpoint, timeout, { method: "domain.dump", params: [] }), domainsIn)),
        (served) => ({ server: endpoint.server, served }),
      ),
    { concurrency: "unbounded" },
  )
}
