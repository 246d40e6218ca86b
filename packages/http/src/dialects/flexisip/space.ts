import {
  type DomainName,
  execute,
  hostProgram,
  operations,
  parseDomainName,
  type Ports,
  Refusal as Malformed,
  Spaces,
} from "@sipwright/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Context } from "hono"
import { Refusal } from "./answer.ts"

/** What a call is about: the domain of a space, or, where none is set up, the domain there is. */
export interface CallSpace {
  /** Undefined where the host has no space, and who calls may do everything. */
  readonly domain: DomainName | undefined
  /** False where it stands for all, since there are no spaces. */
  readonly isSetUp: boolean
  readonly expires: number | undefined
}

/** In place of the space of a host that has none. */
export const anyHost: CallSpace = { domain: undefined, isSetUp: true, expires: undefined }

/** The host that a call names, without its port. */
export const hostOf = (c: Context): string => {
  const host = c.req.header("host") ?? new URL(c.req.url).host
  return host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "")
}

export const hostNotConfigured = () => new Refusal(404, "Host not configured")

const onlyDomain = (configured: string | undefined) =>
  Effect.map(
    configured === undefined ? execute(operations.domains.list, hostProgram, {}) : Effect.succeed([configured]),
    ([first]) => {
      const domain = first === undefined ? undefined : parseDomainName(first)
      return domain === undefined || domain instanceof Malformed ? undefined : domain
    },
  )

/** The space of the host that a call names; undefined where there are spaces, and none of that host. */
export const spaceOf = (
  c: Context,
  configured: string | undefined,
): Effect.Effect<CallSpace | undefined, unknown, Ports> =>
  Effect.flatMap(
    Spaces.use((spaces) => spaces.ofHost(hostOf(c))),
    (space): Effect.Effect<CallSpace | undefined, unknown, Ports> => {
      if (space === "unknown") return Effect.undefined
      if (space !== "none") return Effect.succeed({ domain: space.domain, isSetUp: true, expires: space.expires })
      return Effect.map(onlyDomain(configured), (domain) => domain && { domain, isSetUp: false, expires: undefined })
    },
  )

/** Fails where the space of a domain answers nobody any more. */
export const requireNotExpired = Effect.fnUntraced(function* (expires: number | undefined) {
  if (expires !== undefined && expires <= (yield* Clock.currentTimeMillis)) {
    return yield* Effect.fail(new Refusal(403, "The related Space has expired"))
  }
})
