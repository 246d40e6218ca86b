import { HostResolver } from "@sipwright/core"
import * as Cache from "effect/Cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { lookup } from "node:dns/promises"

/** The addresses of a host name; rejects where they cannot be had. */
export type LookUp = (name: string) => Promise<ReadonlyArray<string>>

const systemLookUp: LookUp = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address)

/** Answers are kept for so long, also that there is none: a call by API key must not become a flood of questions. */
const KEPT = "60 seconds"
const NAMES = 1000
const PATIENCE = "3 seconds"

/**
 * Host names as this machine resolves them (its hosts file, its DNS servers), for API keys that are bound to a name. A name that cannot be looked up
 * within three seconds has no address. To be merged into `createSipwright({ runtime })`.
 */
export const nodeHostResolver = (lookUp: LookUp = systemLookUp): Layer.Layer<never> =>
  Layer.effect(
    HostResolver,
    Effect.map(
      Cache.make({
        capacity: NAMES,
        timeToLive: KEPT,
        lookup: (name: string) =>
          Effect.tryPromise(() => lookUp(name)).pipe(
            Effect.timeout(PATIENCE),
            Effect.catchCause(() =>
              Effect.logWarning("a host name of an API key could not be looked up").pipe(
                Effect.annotateLogs({ host: name }),
                Effect.as<ReadonlyArray<string>>([]),
              ),
            ),
          ),
      }),
      (cache) => ({ addressesOf: (name) => Cache.get(cache, name) }),
    ),
  )
