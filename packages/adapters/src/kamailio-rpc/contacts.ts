import * as Effect from "effect/Effect"
import { type Registration, sipInstance } from "@sipwright/core"
import { isObject } from "./answer.ts"
import { callKamailio } from "./call.ts"
import type { Endpoint } from "./endpoint.ts"
import { KamailioRpcFailure } from "./failure.ts"
import { isMissing } from "./missing.ts"
import type { Plan } from "./options.ts"

// Kamailio has no null in its answers.
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "[not set]" && value !== "" ? value : undefined

/** `now` is Unix time in seconds. Undefined for what is no contact any more. */
const registrationOf = (entry: unknown, now: number): Registration | undefined => {
  const contact = isObject(entry) ? entry["Contact"] : undefined
  if (!isObject(contact)) return undefined
  const address = textOf(contact["Address"])
  const left = contact["Expires"]
  const modified = contact["Last-Modified"]
  // The seconds that are left, or one of the words permanent, deleted and expired.
  const lasts = left === "permanent" || (typeof left === "number" && left > 0)
  if (address === undefined || !lasts) return undefined
  return {
    contact: address,
    userAgent: textOf(contact["User-Agent"]) ?? "",
    expires: typeof left === "number" ? Math.floor(now + left) : undefined,
    instance: sipInstance(textOf(contact["Instance"])),
    ruid: textOf(contact["Ruid"]),
    updated: typeof modified === "number" && modified > 0 ? modified : undefined,
  }
}

/**
 * The contacts that one Kamailio has for an address of record at this moment, in its order; none where it does not know the address
 * (`ul.lookup` of its usrloc module). `now` is Unix time in seconds.
 */
export const contactsAt = (
  { timeout, table }: Plan,
  endpoint: Endpoint,
  aor: string,
  now: number,
): Effect.Effect<ReadonlyArray<Registration>, KamailioRpcFailure> =>
  callKamailio(endpoint, timeout, { method: "ul.lookup", params: [table, aor] }).pipe(
    Effect.flatMap((result) => {
      const contacts = isObject(result) ? result["Contacts"] : undefined
      if (Array.isArray(contacts)) {
        return Effect.succeed(contacts.flatMap((entry) => registrationOf(entry, now) ?? []))
      }
      const sentence = "answered ul.lookup with something that holds no contacts"
      return Effect.fail(new KamailioRpcFailure({ reason: "not-json-rpc", server: endpoint.server, sentence }))
    }),
    Effect.catchIf(isMissing, () => Effect.succeed([])),
  )
