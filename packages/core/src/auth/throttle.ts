import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Throttled } from "../model/errors.ts"
import type { Throttle } from "../model/throttle.ts"
import { type DigestHash, DigestHasher } from "../ports/digest-hasher.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import { Telemetry } from "../ports/telemetry.ts"
import { Throttles } from "../ports/throttles.ts"
import { networkOfClient } from "../values/client-host.ts"
import { AttemptGate } from "./attempt-gate.ts"

/** Whose credentials are checked: the name that was given, and the address they came from. Either may be unknown. */
export interface Attempt {
  readonly name?: string | undefined
  readonly host?: string | undefined
}

/** From so many failures on, each makes the next attempt wait. */
const NAME_LIMIT = 5
const HOST_LIMIT = 20

const FIRST_DELAY = 1000
const LONGEST_DELAY = 15 * 60_000
/** A count is forgotten when nothing failed for so long after its longest wait. */
const FORGOTTEN_AFTER = LONGEST_DELAY + 60 * 60_000
/** A name that logged in from a host is known there for so long. */
const KNOWN_FOR = 30 * 24 * 60 * 60_000
const KNOWN_RESOLUTION = 24 * 60 * 60_000

interface Keys {
  readonly name: string | undefined
  readonly host: string | undefined
  /** This name from this host. Only a success makes such a row, so unlike the others it needs no bound. */
  readonly pair: string | undefined
}

// Counts are kept by 20 bits of a hash. However many names and hosts somebody makes up, there are at most two million rows; two
// names that share one are held up together for a quarter of an hour at most.
const bucket = (hasher: DigestHash, kind: string, text: string): string =>
  `${kind}:${hasher.hex("SHA-256", text).slice(0, 5)}`

const keysOf = (hasher: DigestHash, { name, host }: Attempt): Keys => {
  const network = host === undefined ? undefined : networkOfClient(host)
  // A directory may know ALICE as alice.
  const folded = name?.normalize("NFKC").toLowerCase()
  return {
    name: folded === undefined ? undefined : bucket(hasher, "name", folded),
    host: network === undefined ? undefined : bucket(hasher, "host", network),
    pair:
      folded === undefined || network === undefined
        ? undefined
        : `pair:${hasher.hex("SHA-256", JSON.stringify([folded, network])).slice(0, 48)}`,
  }
}

const isGiven = (key: string | undefined): key is string => key !== undefined

const delayAfter = (count: number, limit: number): number =>
  count < limit ? 0 : Math.min(FIRST_DELAY * 2 ** Math.min(count - limit, 30), LONGEST_DELAY)

interface State {
  /** This name has logged in from this host: strangers who guess at the name elsewhere do not keep it out. */
  readonly known: Throttle | undefined
  readonly name: Throttle | undefined
  readonly host: Throttle | undefined
  /** Until when nothing is looked at. */
  readonly until: number
}

const stateOf = (rows: ReadonlyArray<Throttle>, keys: Keys, now: number): State => {
  const alive = (key: string | undefined) => rows.find((row) => row.key === key && row.expires > now)
  const [known, name, host] = [alive(keys.pair), alive(keys.name), alive(keys.host)]
  const blocked = (row: Throttle | undefined, limit: number) => {
    const delay = delayAfter(row?.count ?? 0, limit)
    // Without a delay the time says nothing: another server's clock may be ahead of ours.
    return row === undefined || delay === 0 ? 0 : row.at + delay
  }
  return {
    known,
    name,
    host,
    until: Math.max(known === undefined ? blocked(name, NAME_LIMIT) : 0, blocked(host, HOST_LIMIT)),
  }
}

const heldUp = (until: number, now: number) =>
  Effect.flatMap(Telemetry, (observer) => {
    observer?.throttled?.()
    return Effect.fail(new Throttled({ retryAfter: Math.ceil((until - now) / 1000) }))
  })

const rowsOf = (keys: Keys): Effect.Effect<ReadonlyArray<Throttle>, StoreUnavailable, Throttles> => {
  const asked = [keys.name, keys.host, keys.pair].filter(isGiven)
  return asked.length === 0 ? Effect.succeed([]) : Throttles.use((throttles) => throttles.find(asked))
}

const read = (keys: Keys): Effect.Effect<State, StoreUnavailable | Throttled, Throttles> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.flatMap(rowsOf(keys), (rows) => {
      const state = stateOf(rows, keys, now)
      return state.until > now ? heldUp(state.until, now) : Effect.succeed(state)
    }),
  )

const failed = Effect.fnUntraced(function* (keys: Keys, state: State, { host }: Attempt) {
  const at = yield* Clock.currentTimeMillis
  for (const key of [keys.name, keys.host].filter(isGiven)) {
    yield* Throttles.use((throttles) => throttles.count({ key, at, expires: at + FORGOTTEN_AFTER }))
  }
  const delay = Math.max(
    delayAfter((state.name?.count ?? 0) + 1, NAME_LIMIT),
    delayAfter((state.host?.count ?? 0) + 1, HOST_LIMIT),
  )
  // Delays grow, so a line for each of them does not flood the log.
  if (delay > 0) {
    const facts = { host: host ?? "unknown", seconds: delay / 1000 }
    yield* Effect.logWarning("failed logins are held up").pipe(Effect.annotateLogs(facts))
  }
})

const succeeded = (keys: Keys, state: State): Effect.Effect<void, StoreUnavailable, Throttles> =>
  Effect.flatMap(Clock.currentTimeMillis, (at) => {
    const { name, pair } = keys
    const forget =
      name !== undefined && state.name !== undefined ? Throttles.use((throttles) => throttles.clear(name)) : Effect.void
    const isKnown = state.known !== undefined && state.known.at >= at - KNOWN_RESOLUTION
    return pair === undefined || isKnown
      ? forget
      : Effect.andThen(
          forget,
          Throttles.use((throttles) => throttles.count({ key: pair, at, expires: at + KNOWN_FOR })),
        )
  })

/**
 * Runs a credential check (undefined means wrong) unless too many have failed for the name or from the host: then nothing is checked,
 * and {@link Throttled} says how long that lasts. A wrong one is counted for both; a right one clears the name's count. Attempts that are refused
 * do not prolong the wait, and a name passes its own count on hosts from which it logged in.
 */
export const throttled = <A, E, R>(
  attempt: Attempt,
  check: Effect.Effect<A | undefined, E, R>,
): Effect.Effect<A | undefined, E | StoreUnavailable | Throttled, R | Throttles> =>
  Effect.flatMap(DigestHasher, (hasher) => {
    const keys = keysOf(hasher, attempt)
    return Effect.flatMap(read(keys), (before) => {
      const checked = (state: State) =>
        Effect.tap(check, (outcome) => (outcome === undefined ? failed(keys, state, attempt) : succeeded(keys, state)))
      // What was waited for may have failed meanwhile, and then this one is not looked at either.
      const turn = (waited: boolean) => (waited ? Effect.flatMap(read(keys), checked) : checked(before))
      const gates = [before.known === undefined ? keys.name : undefined, keys.host].filter(isGiven)
      return Effect.flatMap(AttemptGate, (gate) => gate(gates, turn))
    })
  })
