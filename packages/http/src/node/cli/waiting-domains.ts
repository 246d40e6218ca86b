import type { ServedDomains } from "@sipwright/adapters/kamailio-rpc"
import type { SqlAdministration } from "@sipwright/adapters/sql"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Settings } from "../settings.ts"
import { type Finding, some } from "./findings.ts"

const folded = (domains: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(domains.map((domain) => domain.toLowerCase()))].toSorted()

const differing = (
  server: string,
  table: ReadonlyArray<string>,
  served: ReadonlyArray<string>,
): Finding | undefined => {
  const missing = table.filter((domain) => !served.includes(domain))
  const left = served.filter((domain) => !table.includes(domain))
  if (missing.length + left.length === 0) return undefined
  const parts = [
    ...(missing.length === 0 ? [] : [`does not serve ${some(missing)} yet`]),
    ...(left.length === 0 ? [] : [`still serves ${some(left)}`]),
  ]
  return {
    kind: "domains-wait",
    count: missing.length + left.length,
    sentence: `The Kamailio at ${server} ${parts.join(", and ")}: that waits for domain.reload. --fix does it.`,
  }
}

const findingOf = (table: ReadonlyArray<string>, { server, served }: ServedDomains): Finding | undefined =>
  Result.isFailure(served)
    ? { kind: "kamailio-unreachable", count: 1, sentence: served.failure.message }
    : differing(server, table, folded(served.success))

/** What the running Kamailios do not know yet of the domains in their table; nothing where none can be asked. */
export const waitingDomains = async (
  administration: SqlAdministration,
  { kamailioRpcUrl: url }: Settings,
): Promise<ReadonlyArray<Finding>> => {
  const domains = url === undefined ? undefined : await administration.domains()
  if (url === undefined || domains === undefined) return []
  const { servedDomains } = await import("@sipwright/adapters/kamailio-rpc")
  const table = folded(domains)
  const running = await Effect.runPromise(servedDomains({ url }))
  return running.map((one) => findingOf(table, one)).filter((finding) => finding !== undefined)
}

/** Has every running Kamailio read its table again. */
export const reloadDomains = async (settings: Settings): Promise<void> => {
  const { kamailioRpcUrl: url } = settings
  if (url === undefined) return
  const { kamailioRpc } = await import("@sipwright/adapters/kamailio-rpc")
  const { KamailioControl } = await import("@sipwright/core")
  // Whether it worked shows when they are asked again.
  const reload = Effect.flatMap(KamailioControl, (kamailio) => kamailio?.reloadDomains() ?? Effect.void)
  await Effect.runPromise(Effect.ignore(reload).pipe(Effect.provide(kamailioRpc({ url }))))
}
