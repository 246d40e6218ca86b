import { KamailioControl, KamailioUnreachable } from "@sipwright/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { addressOfRecord } from "./address-of-record.ts"
import { atEach, causeOf } from "./at-each.ts"
import { callKamailio, type Command } from "./call.ts"
import { contactsAt } from "./contacts.ts"
import type { Endpoint } from "./endpoint.ts"
import { KamailioRpcFailure } from "./failure.ts"
import { isMissing } from "./missing.ts"
import { type KamailioRpcOptions, type Plan, planOf } from "./options.ts"

const toAll = (
  { endpoints }: Plan,
  method: string,
  one: (endpoint: Endpoint) => Effect.Effect<unknown, KamailioRpcFailure>,
): Effect.Effect<void, KamailioUnreachable> =>
  atEach(endpoints, one).pipe(
    Effect.mapError((failures) => new KamailioUnreachable({ command: method, cause: causeOf(failures) })),
    Effect.asVoid,
  )

const tell =
  ({ timeout }: Plan, command: Command) =>
  (endpoint: Endpoint) =>
    callKamailio(endpoint, timeout, command).pipe(Effect.catchIf(isMissing, () => Effect.void))

/**
 * With usrloc's `matching_mode` 1 and 2, Kamailio compares a Call-ID or a path that no command can name, and says of a contact that is there
 * that it is not found. That must not pass for done.
 */
const endOne = (plan: Plan, aor: string, contact: string) => (endpoint: Endpoint) =>
  callKamailio(endpoint, plan.timeout, { method: "ul.rm_contact", params: [plan.table, aor, contact] }).pipe(
    Effect.catchIf(isMissing, () =>
      Effect.gen(function* () {
        const now = (yield* Clock.currentTimeMillis) / 1000
        const left = yield* contactsAt(plan, endpoint, aor, now)
        if (left.every((registration) => registration.contact !== contact)) return
        const sentence = "has the contact and does not find it, as with usrloc's matching_mode 1 and 2"
        return yield* new KamailioRpcFailure({ reason: "refused", server: endpoint.server, sentence })
      }),
    ),
  )

/**
 * Tells every running Kamailio by its RPC (`ul.rm` and `ul.rm_contact` of the usrloc module, `domain.reload` of the domain module), to be merged
 * into `createSipwright({ runtime })`. Each is told, and a call fails with KamailioUnreachable if one of them could not do it; the cause then says which and
 * why. Throws {@link KamailioRpcOptionsError} at once for options that cannot be. It uses `fetch` and nothing of a runtime.
 */
export const kamailioRpc = (options: KamailioRpcOptions): Layer.Layer<never> => {
  const plan = planOf(options)
  return Layer.succeed(KamailioControl, {
    endRegistrations: (account) =>
      toAll(plan, "ul.rm", tell(plan, { method: "ul.rm", params: [plan.table, addressOfRecord(account)] })),
    endRegistration: (account, contact) =>
      toAll(plan, "ul.rm_contact", endOne(plan, addressOfRecord(account), contact)),
    reloadDomains: () => toAll(plan, "domain.reload", tell(plan, { method: "domain.reload", params: [] })),
  })
}
