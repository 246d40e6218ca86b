import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Change, ChangeSet, Guard } from "../model/change.ts"
import { Forbidden, InvalidInput } from "../model/errors.ts"
import { takingItsTime } from "../ports/one-call.ts"
import { type GuardFailed, Provisioning } from "../ports/provisioning.ts"
import { StoreUnavailable } from "../ports/store-error.ts"
import { actorOf, commit } from "./commit.ts"
import { call, type Caller, type Resource, type Target } from "./operation.ts"

/** The most items of one call. */
export const MAX_ITEMS = 1000

/** Any refusal of an operation. */
export interface Refused {
  readonly _tag: string
  readonly message: string
  readonly field?: string
}

/** How to add one item. */
export interface Plan {
  /** Its canonical name: two items of one name are one. */
  readonly name: string
  readonly changes: ChangeSet
  /** What it means where a guard of the changes does not hold. */
  readonly settle: (guard: Guard) => "exists" | Refused
}

/** An item that is there already, just as it would be added. */
interface Existing {
  readonly name: string
  readonly exists: true
}

const Settled = Schema.Struct({
  /** `exists`: it was there before, and is as it was. */
  outcome: Schema.Literals(["added", "exists", "refused"]),
  /** What it is about, in its canonical form; null where that could not be read. */
  name: Schema.NullOr(Schema.String),
  /** Of a refused item: the input that is wrong, where it is one, and a sentence. */
  field: Schema.NullOr(Schema.String),
  message: Schema.NullOr(Schema.String),
})
type Settled = typeof Settled.Type

/** What became of each item of a call, in their order. */
const ManyView = Schema.Struct({ items: Schema.Array(Settled) })

const added = (name: string): Settled => ({ outcome: "added", name, field: null, message: null })
const existing = (name: string): Settled => ({ outcome: "exists", name, field: null, message: null })
const refused = (
  name: string | null,
  { field = null, message }: { field?: string | null; message: string },
): Settled => ({
  outcome: "refused",
  name,
  field,
  message,
})

interface Entry {
  readonly index: number
  readonly plan: Plan
}

type Outcome = readonly [index: number, Settled]

/** Plans one item. What is known at once is best answered by `Effect.succeed` itself, which is not run. */
type PlanOne<Item, E, R> = (item: Item) => Effect.Effect<Plan | Existing, E | StoreUnavailable, R>

/** What became of an item by itself whose changes have a guard that did not hold. */
type SettleAlone<R> = (entry: Entry, guard: Guard) => Effect.Effect<Settled, StoreUnavailable, R>

/**
 * Adds as many as it can: all in one change set, and where a guard does not hold, both halves by themselves, until it is known which of
 * them it was. Answers what became of each. On trial, everything is checked and nothing is kept.
 */
const addAll = <R>(
  entries: ReadonlyArray<Entry>,
  trial: boolean,
  caller: Caller,
  settleAlone: SettleAlone<R>,
): Effect.Effect<ReadonlyArray<Outcome>, StoreUnavailable, Committing | R> => {
  if (entries.length === 0) return Effect.succeed([])
  const changes: Array<Change> = []
  for (const { plan } of entries) changes.push(...plan.changes)
  const done = entries.map(({ index, plan }): Outcome => [index, added(plan.name)])
  const add = (some: ReadonlyArray<Entry>) => addAll(some, trial, caller, settleAlone)
  const halve = (error: GuardFailed): Effect.Effect<ReadonlyArray<Outcome>, StoreUnavailable, Committing | R> => {
    if (error.guard === "no-trial") return Effect.succeed(done)
    const [entry, ...others] = entries
    if (entry !== undefined && others.length === 0) {
      return Effect.map(settleAlone(entry, error.guard), (settled): ReadonlyArray<Outcome> => [[entry.index, settled]])
    }
    const middle = entries.length >> 1
    return Effect.map(Effect.all([add(entries.slice(0, middle)), add(entries.slice(middle))]), (halves) =>
      halves.flat(),
    )
  }
  return commit(trial ? [...changes, { _tag: "EndTrial" }] : changes, actorOf(caller)).pipe(
    Effect.as(done),
    Effect.catchTag("GuardFailed", halve),
  )
}

type Committing = Effect.Services<ReturnType<typeof commit>>

const everything = (): Target => ({ kind: "all" })

/** The input as callers write it; the handler decodes item by item, so that a wrong one is refused alone. */
export interface ManyInput<Text> {
  readonly items: ReadonlyArray<Text>
  /** Only finds out what would become of each. */
  readonly dryRun?: boolean
  /**
   * What has to be over before any of them is added, such as the call for those before them. Meanwhile they are made ready; should it reject, none is added,
   * and this call rejects too.
   */
  readonly after?: PromiseLike<unknown>
}

/** To run an effect costs more than to plan an item. */
const isKnown = <A, E, R>(planning: Effect.Effect<A, E, R>): planning is Exit.Success<A> =>
  Exit.isExit(planning) && Exit.isSuccess(planning)

// So many at a time, between which other work goes on: the next statement for those before them waits meanwhile.
const SLICE = 25

/**
 * An operation that adds up to {@link MAX_ITEMS} of a kind. Each item is added or refused for itself, and one that is there already is left alone: so a
 * call can be repeated after whatever became of it. `planner` may look at all items together before it plans each.
 */
export const addMany = <const Name extends string, Text, Item, E extends Refused, R>(definition: {
  readonly name: Name
  readonly summary: string
  readonly resource: Resource
  readonly decode: (item: unknown) => Result.Result<Item, InvalidInput>
  readonly planner: (
    items: ReadonlyArray<Item>,
    caller: Caller,
  ) => Effect.Effect<PlanOne<Item, E, R>, StoreUnavailable, R>
}) => {
  const { name, summary, resource, decode, planner } = definition
  const input = Schema.Struct({
    items: Schema.Array(Schema.Unknown),
    dryRun: Schema.optional(Schema.Boolean),
    after: Schema.optional(Schema.Unknown),
  }) as Schema.Codec<unknown, unknown> as Schema.Codec<ManyInput<unknown>, ManyInput<Text>>
  return call({
    name,
    summary,
    needs: { level: 3, resource, target: everything },
    input,
    output: ManyView,
    errors: [Forbidden, InvalidInput, StoreUnavailable],
    handler: Effect.fnUntraced(function* ({ items, dryRun = false, after }, caller) {
      if (items.length > MAX_ITEMS) {
        const message = `items has more than ${MAX_ITEMS} items.`
        return yield* new InvalidInput({ field: "items", reason: "malformed", message })
      }
      const settled: Array<Settled> = []
      const decoded = new Map<number, Item>()
      for (let index = 0; index < items.length; index++) {
        if (index % SLICE === SLICE - 1) yield* Effect.yieldNow
        const result = decode(items[index])
        if (Result.isSuccess(result)) decoded.set(index, result.success)
        else settled[index] = refused(null, result.failure)
      }
      const plan = yield* planner([...decoded.values()], caller)
      const { prepare } = yield* Provisioning
      const plans = new Map<string, Entry>()
      for (const [index, item] of decoded) {
        if (index % SLICE === SLICE - 1) yield* Effect.yieldNow
        const planning = plan(item)
        const result = isKnown(planning)
          ? Result.succeed(planning.value)
          : yield* Effect.result(takingItsTime(planning))
        if (Result.isFailure(result)) {
          if (result.failure instanceof StoreUnavailable) return yield* result.failure
          settled[index] = refused(null, result.failure)
        } else if ("exists" in result.success || plans.has(result.success.name)) {
          settled[index] = existing(result.success.name)
        } else {
          plans.set(result.success.name, { index, plan: result.success })
          prepare?.(result.success.changes)
        }
      }
      const settleAlone = Effect.fnUntraced(function* ({ index, plan: { name, settle } }: Entry, guard: Guard) {
        const item = decoded.get(index)
        // It may have come to be there since it was planned.
        const again = item === undefined ? undefined : yield* Effect.result((yield* planner([item], caller))(item))
        const exists = again !== undefined && Result.isSuccess(again) && "exists" in again.success
        const why = exists ? "exists" : settle(guard)
        return why === "exists" ? existing(name) : refused(name, why)
      })
      if (after !== undefined) yield* Effect.promise(() => Promise.resolve(after))
      const adding = takingItsTime(addAll([...plans.values()], dryRun, caller, settleAlone))
      for (const [index, one] of yield* adding) settled[index] = one
      return { items: settled }
    }),
  })
}
