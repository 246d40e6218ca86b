import { execute, NotRegistered, operations, type Ports } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { anyOf, emptyList, object, orNull, record, type Shape, text } from "../../../openapi/shape.ts"
import { json, nothing } from "../answer.ts"
import { by, type CallOf, type Reply, type Route } from "../route.ts"
import { timeText } from "../time.ts"
import { numbered } from "./numbered.ts"
import { selfOf } from "./own-routes.ts"

const { accounts, registrations } = operations

type Of = (call: CallOf) => Effect.Effect<string, unknown, Ports>

const seconds = (time: number | null): string | null => (time === null ? null : timeText(time * 1000))

const devicesOf = (call: CallOf, address: string) =>
  execute(registrations.list, call.principal, { address }).pipe(
    // Nobody is registered: an empty list here.
    Effect.catchIf(
      (error) => error instanceof NotRegistered,
      () => Effect.succeed([]),
    ),
  )

/** A device may have several contacts; the first is the one that stays longest. */
const list =
  (of: Of) =>
  (call: CallOf): Reply =>
    Effect.gen(function* () {
      const is2020 = call.options.profile === "2020"
      const contacts = yield* devicesOf(call, yield* of(call))
      const devices = contacts.toReversed().map((contact) => [
        contact.device,
        {
          uuid: contact.device,
          ...(is2020 ? { expires_at: seconds(contact.expires) } : {}),
          update_time: seconds(contact.updated),
          user_agent: contact.userAgent,
        },
      ])
      return json(is2020 && devices.length === 0 ? [] : Object.fromEntries(devices))
    })

const remove =
  (of: Of) =>
  (call: CallOf): Reply =>
    Effect.gen(function* () {
      const address = yield* of(call)
      yield* execute(registrations.remove, call.principal, { address, device: call.param("uuid") })
      return nothing
    })

const own: Of = (call) => Effect.succeed(selfOf(call))
const user = by("user")
const admin = by("admin")

const UUID = "6a2b8c1e-0d4f-4b7a-9c3e-5f1a2b3c4d5e"
const TIME = "2026-11-24T08:00:00.000000Z"
const device = (more: Readonly<Record<string, Shape>>) =>
  object({ uuid: text(UUID), ...more, update_time: orNull(text(TIME)), user_agent: orNull(text("Linphone/5.2")) })
const devices = (shape: Shape) => record(shape, { [UUID]: shape.example })

const LIST = { about: "Where an account is registered", reply: devices(device({})) }
const LIST_OF_2020 = {
  about: "Where an account is registered",
  // An empty list where there is none, as PHP writes an empty object.
  reply: anyOf(devices(device({ expires_at: orNull(text(TIME)) })), emptyList),
}
const REMOVE = { about: "Ends a registration", reply: "nothing" } as const

/** Where an account is registered, under the name that the protocol has for it. */
export const deviceRoutes: ReadonlyArray<Route> = [
  user("GET", "/accounts/me/devices", [registrations.list], list(own), LIST),
  user("DELETE", "/accounts/me/devices/:uuid", [registrations.remove], remove(own), REMOVE),
  admin("GET", "/accounts/:id/devices", [accounts.numbered, registrations.list], list(numbered), LIST),
  admin("DELETE", "/accounts/:id/devices/:uuid", [accounts.numbered, registrations.remove], remove(numbered), REMOVE),
]

/** The same in the protocol of 2020, which knows one's own only. */
export const deviceRoutesOf2020: ReadonlyArray<Route> = [
  user("GET", "/devices", [registrations.list], list(own), LIST_OF_2020),
  user("DELETE", "/devices/:uuid", [registrations.remove], remove(own), REMOVE),
]
