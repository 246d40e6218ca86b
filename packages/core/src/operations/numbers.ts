import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Guard } from "../model/change.ts"
import { NumberPool } from "../ports/number-pool.ts"
import { takingItsTime } from "../ports/one-call.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { countryCodeOf, digitsOf, E164Number } from "../values/e164-number.ts"
import { anywhere, Glob } from "../values/glob.ts"
import { actorOf, commit } from "./commit.ts"
import { directDecoder } from "./decode.ts"
import { addMany } from "./many.ts"
import {
  InvalidInput,
  NumberExists,
  NumberInUse,
  NumberNotFound,
  NumberPoolEmpty,
  NumberRangeRejected,
} from "../model/errors.ts"
import { onGuard } from "./guards.ts"
import { call, listing, type Target } from "./operation.ts"

// The pool belongs to no domain.
const pool = (): Target => ({ kind: "all" })
const read = { level: 1, resource: "numbers", target: pool } as const
const write = { level: 3, resource: "numbers", target: pool } as const

const ByNumber = Schema.Struct({ number: E164Number })
const NumberView = Schema.Struct({ number: Schema.String })

/** The largest range of one call. */
const MAX_RANGE = 1_000_000

/** From here on a range may take longer than other changes. */
const LARGE_RANGE = 10_000

/** The most numbers of a random sample: it is shuffled and answered as a whole, where a list goes page by page. */
const MAX_SAMPLE = 100_000

const list = listing({
  name: "numbers.list",
  summary: "The free numbers, or those that have a pattern anywhere in them",
  needs: read,
  input: Schema.Struct({ search: Schema.optional(Glob) }),
  output: Schema.String,
  errors: [InvalidInput, StoreUnavailable],
  handler: ({ search }, page) =>
    NumberPool.use((numbers) => numbers.list({ ...page, search: search && anywhere(search) })),
})

const sample = call({
  name: "numbers.sample",
  summary: "Free numbers in random order, at most 100,000",
  needs: read,
  input: Schema.Struct({
    search: Schema.optional(Glob),
    limit: Schema.optional(Schema.Number),
  }),
  output: Schema.Array(Schema.String),
  errors: [InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ search, limit = MAX_SAMPLE }) {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_SAMPLE) {
      const message = `limit is not a number from 1 to ${MAX_SAMPLE}.`
      return yield* new InvalidInput({ field: "limit", reason: "malformed", message })
    }
    const query = { search: search && anywhere(search), limit }
    return yield* NumberPool.use((numbers) => numbers.sample(query))
  }),
})

const available = call({
  name: "numbers.available",
  summary: "Whether a number is in the pool",
  needs: read,
  input: ByNumber,
  output: NumberView,
  errors: [InvalidInput, NumberNotFound, StoreUnavailable],
  handler: ({ number }) =>
    Effect.flatMap(
      NumberPool.use((numbers) => numbers.has(number)),
      (has) => (has ? Effect.succeed({ number }) : Effect.fail(new NumberNotFound({ number }))),
    ),
})

const add = call({
  name: "numbers.add",
  summary: "Puts a number into the pool",
  needs: write,
  input: ByNumber,
  output: NumberView,
  errors: [InvalidInput, NumberExists, NumberInUse, StoreUnavailable],
  handler: ({ number }, caller) =>
    commit([{ _tag: "AddNumber", number }], actorOf(caller)).pipe(
      onGuard({
        "number-free": () => new NumberExists({ number }),
        "number-unused": () => new NumberInUse({ number }),
      }),
      Effect.as({ number }),
    ),
})

const addManyNumbers = addMany<"numbers.addMany", typeof ByNumber.Encoded, typeof ByNumber.Type, never, NumberPool>({
  name: "numbers.addMany",
  summary: "Puts up to 1000 numbers into the pool; those that are there already stay",
  resource: "numbers",
  decode: directDecoder(ByNumber),
  planner: () =>
    Effect.succeed(
      Effect.fnUntraced(function* ({ number }) {
        if (yield* NumberPool.use((numbers) => numbers.has(number))) return { name: number, exists: true } as const
        const settle = (guard: Guard) => (guard === "number-free" ? "exists" : new NumberInUse({ number }))
        return { name: number, changes: [{ _tag: "AddNumber", number }], settle }
      }),
    ),
})

const rangeFault = (first: E164Number, last: E164Number): string | undefined => {
  if (first.length !== last.length) return "Both numbers must have the same number of digits."
  if (countryCodeOf(first) !== countryCodeOf(last)) return "Both numbers must have the same country code."
  if (digitsOf(first) >= digitsOf(last)) return "The first number must be below the last."
  if (digitsOf(last) - digitsOf(first) >= MAX_RANGE) return `A range has at most ${MAX_RANGE} numbers.`
  return undefined
}

const addRange = call({
  name: "numbers.addRange",
  summary:
    "Puts all numbers from the first to the last into the pool, leaving out those that are there or are an alias",
  needs: write,
  input: Schema.Struct({ first: E164Number, last: E164Number }),
  output: Schema.Struct({ added: Schema.Number, skipped: Schema.Number }),
  errors: [InvalidInput, NumberRangeRejected, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ first, last }, caller) {
    const fault = rangeFault(first, last)
    if (fault !== undefined) return yield* new NumberRangeRejected({ message: fault })
    const adding = commit([{ _tag: "AddNumberRange", first, last }], actorOf(caller)).pipe(onGuard({}))
    const { added, skipped } = yield* digitsOf(last) - digitsOf(first) < LARGE_RANGE ? adding : takingItsTime(adding)
    return { added, skipped }
  }),
})

const pull = call({
  name: "numbers.pull",
  summary: "Takes a number out of the pool; of concurrent callers one gets it",
  needs: write,
  input: ByNumber,
  output: NumberView,
  errors: [InvalidInput, NumberNotFound, StoreUnavailable],
  handler: ({ number }, caller) =>
    commit([{ _tag: "TakeNumber", number }], actorOf(caller)).pipe(
      onGuard({ "number-present": () => new NumberNotFound({ number }) }),
      Effect.as({ number }),
    ),
})

// Callers that race for the same numbers go on with those behind them, and then somewhere else.
const CANDIDATES = 16
const PLACES = 64

/** The most digits that a number has (ITU-T E.164). */
const DIGITS = 15

/** A place between two numbers in the order of text, at random. */
const placeBetween = (first: E164Number, last: E164Number, random: typeof SecureRandom.Service): string => {
  const padded = (number: E164Number) => BigInt(number.slice(1).padEnd(DIGITS, "0"))
  const [from, to] = [padded(first), padded(last)]
  const drawn = random.bytes(8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  return `+${(from + (drawn * (to - from)) / 2n ** 64n).toString().padStart(DIGITS, "0")}`
}

/** Some numbers from a random place on, and from the beginning where there are none behind it: to shuffle a pool, all of it would have to be read. */
const someNumbers = Effect.fnUntraced(function* (search: Glob | undefined) {
  const numbers = yield* NumberPool
  const ends = yield* numbers.ends()
  if (ends === undefined) return []
  const after = placeBetween(...ends, yield* SecureRandom)
  const behind = yield* numbers.list({ search, after, limit: CANDIDATES })
  if (behind.items.length > 0) return behind.items
  return (yield* numbers.list({ search, after: undefined, limit: CANDIDATES })).items
})

const next = call({
  name: "numbers.next",
  summary: "Takes any number out of the pool, or any that matches a pattern",
  needs: write,
  input: Schema.Struct({ search: Schema.optional(Glob) }),
  output: NumberView,
  errors: [InvalidInput, NumberPoolEmpty, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ search }, caller) {
    const pattern = search && anywhere(search)
    for (let place = 0; place < PLACES; place++) {
      const candidates = yield* someNumbers(pattern)
      for (const number of candidates) {
        const taken = yield* commit([{ _tag: "TakeNumber", number }], actorOf(caller)).pipe(
          Effect.as(true),
          Effect.catchTag("GuardFailed", () => Effect.succeed(false)),
        )
        if (taken) return { number }
      }
      if (candidates.length === 0) break
    }
    return yield* new NumberPoolEmpty()
  }),
})

export const numbers = { list, sample, available, add, addMany: addManyNumbers, addRange, pull, next } as const
