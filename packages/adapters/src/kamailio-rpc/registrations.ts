import { type Registration, Registrations, RegistrationsUnavailable, StoreUnavailable } from "@sipwright/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { addressOfRecord } from "./address-of-record.ts"
import { atEach, causeOf, type Failures } from "./at-each.ts"
import { contactsAt } from "./contacts.ts"
import { type KamailioRpcOptions, planOf } from "./options.ts"

const latestFirst = (a: Registration, b: Registration) =>
  (b.expires ?? Number.MAX_VALUE) - (a.expires ?? Number.MAX_VALUE)

/** A contact that several Kamailios have, by its ruid or by its URI, counts once: as the one that lasts longest. */
const eachOnce = (registrations: ReadonlyArray<Registration>): ReadonlyArray<Registration> => {
  const seen = new Set<string>()
  return registrations.filter(({ contact, ruid }) => {
    const names = [`contact ${contact}`, ...(ruid === undefined ? [] : [`ruid ${ruid}`])]
    const isNew = !names.some((name) => seen.has(name))
    for (const name of names) seen.add(name)
    return isNew
  })
}

/** A refusal stays until somebody changes kamailio.cfg; whatever else there is may pass. */
const unavailable = (failures: Failures): RegistrationsUnavailable | StoreUnavailable => {
  const cause = causeOf(failures)
  const reasons = failures.map(({ reason }) => reason)
  if (reasons.includes("refused")) return new RegistrationsUnavailable({ cause })
  const failure = reasons.includes("unreachable") ? "connection" : reasons.includes("timeout") ? "timeout" : "unknown"
  return new StoreUnavailable({ failure, outcome: "unchanged", cause })
}

/**
 * Registrations as the running Kamailio has them (`ul.lookup` of its usrloc module), for contacts that are in memory only (`db_mode` 0) or reach
 * the database late (2). To take the place of a store's own: `Layer.merge(store, rpcRegistrations({ url }))`.
 *
 * A list has the contacts of every Kamailio, and fails where one could not be asked, because its contacts would be missing: with
 * StoreUnavailable while it is out of reach, with RegistrationsUnavailable where it refuses the command (no such table, no usrloc). Throws
 * {@link KamailioRpcOptionsError} at once for options that cannot be. It uses `fetch` and nothing of a runtime.
 */
export const rpcRegistrations = (options: KamailioRpcOptions): Layer.Layer<Registrations> => {
  const plan = planOf(options)
  return Layer.succeed(Registrations, {
    list: (account) =>
      Effect.gen(function* () {
        const now = (yield* Clock.currentTimeMillis) / 1000
        const aor = addressOfRecord(account)
        const lists = yield* atEach(plan.endpoints, (endpoint) => contactsAt(plan, endpoint, aor, now)).pipe(
          Effect.mapError(unavailable),
        )
        return eachOnce(lists.flat().toSorted(latestFirst))
      }),
  })
}
