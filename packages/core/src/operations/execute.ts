import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { Principal } from "../model/principal.ts"
import { PAGE_SIZE, type Page, type PageRequest } from "../values/page.ts"
import { Telemetry } from "../ports/telemetry.ts"
import { reaches, suffices } from "./access.ts"
import { decodeCursor, encodeCursor } from "./cursor.ts"
import { decoder } from "./decode.ts"
import { Forbidden, InvalidInput } from "../model/errors.ts"
import type { Call, Listing, Needs } from "./operation.ts"

const FULL_READ = 2

type AnyInput = { readonly input: Parameters<typeof decoder>[0] }

// A schema's decoder is compiled when it is first used; an operation is used for as long as the process lives.
const decoders = new WeakMap<object, ReturnType<typeof decoder>>()

const decodeInput = <T>(operation: AnyInput, input: unknown): Effect.Effect<T, InvalidInput> => {
  let decode = decoders.get(operation)
  if (decode === undefined) {
    decode = decoder(operation.input)
    decoders.set(operation, decode)
  }
  return decode(input) as Effect.Effect<T, InvalidInput>
}

/** Whether the principal may use the operation on some object at all. Asked before its input is looked at. */
export const mayUse = <I>(operation: { readonly needs: Needs<I> }, principal: Principal): boolean =>
  suffices(operation.needs, principal)

const admit = <I>(
  operation: { readonly name: string; readonly needs: Needs<I> } & AnyInput,
  principal: Principal,
  input: unknown,
) =>
  suffices(operation.needs, principal)
    ? Effect.flatMap(decodeInput<I>(operation, input), (decoded) =>
        reaches(operation.needs, principal, decoded)
          ? Effect.succeed(decoded)
          : Effect.fail(new Forbidden({ operation: operation.name })),
      )
    : Effect.fail(new Forbidden({ operation: operation.name }))

const without = <O>(output: O, fields: ReadonlyArray<string>): O => {
  if (typeof output !== "object" || output === null) return output
  const kept = Object.entries(output).filter(([field]) => !fields.includes(field))
  return Object.fromEntries(kept) as O
}

const outcomeOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return "ok"
  const error = Cause.findErrorOption(exit.cause)
  if (Option.isNone(error)) return "defect"
  const { value } = error
  return typeof value === "object" && value !== null && "_tag" in value ? String(value._tag) : "defect"
}

/** Tells {@link Telemetry} how a call ended, where anybody wants to know; of the later pages of a list, only failures. */
const observed = <A, E, R>(operation: string, work: Effect.Effect<A, E, R>, isLater = false): Effect.Effect<A, E, R> =>
  Effect.flatMap(Telemetry, (observer) => {
    const { call } = observer ?? {}
    if (call === undefined) return work
    return Effect.flatMap(Clock.currentTimeNanos, (began) =>
      Effect.onExit(work, (exit) => {
        if (isLater && Exit.isSuccess(exit)) return Effect.void
        return Effect.map(Clock.currentTimeNanos, (ended) =>
          call({ operation, outcome: outcomeOf(exit), milliseconds: Number(ended - began) / 1e6 }),
        )
      }),
    )
  })

/**
 * Runs a call for a principal: access first, then the input, then the handler; at last what the principal may not see is
 * taken out of the answer. The one place where any of this is decided.
 */
export const execute = <Name extends string, I, O, T, E, R>(
  operation: Call<Name, I, O, T, E, R>,
  principal: Principal,
  input: unknown,
): Effect.Effect<O, E | Forbidden | InvalidInput, R> => {
  const answer = Effect.flatMap(admit(operation, principal, input), (decoded) =>
    operation.handler(decoded, { principal, operation: operation.name }),
  )
  const open = operation.secretFields.length === 0 || principal.level >= FULL_READ
  return observed(
    operation.name,
    open ? answer : Effect.map(answer, (output) => without(output, operation.secretFields)),
  )
}

/** How much of a list is wanted, as callers give it. */
export interface ListWindow {
  /** Where to go on: the `next` of an earlier answer. */
  readonly after?: string | undefined
  /** How many items at most; all, if absent. */
  readonly limit?: number | undefined
}

const windowOf = (window: ListWindow): Effect.Effect<PageRequest, InvalidInput> => {
  const limit = window.limit ?? Number.POSITIVE_INFINITY
  if (!(limit >= 1) || (limit !== Number.POSITIVE_INFINITY && !Number.isSafeInteger(limit))) {
    const message = "limit is not a number above 0."
    return Effect.fail(new InvalidInput({ field: "limit", reason: "malformed", message }))
  }
  if (window.after === undefined) return Effect.succeed({ after: undefined, limit })
  const after = decodeCursor(window.after)
  return after === undefined
    ? Effect.fail(new InvalidInput({ field: "after", reason: "malformed", message: "after is no cursor of a list." }))
    : Effect.succeed({ after, limit })
}

/** A page of a list, and how to get the next one. */
export interface ListedPage<Item, E, R> {
  readonly items: ReadonlyArray<Item>
  /** Where to go on in another call; absent at the end. */
  readonly next: string | undefined
  /** The next page of this list; undefined at the end, or where the limit is reached. */
  readonly more: Effect.Effect<ListedPage<Item, E, R>, E, R> | undefined
}

/** Runs a list for a principal: admitted once, then page by page, with nothing held open in between. */
export const list = <Name extends string, I, Item, T, E, R>(
  operation: Listing<Name, I, Item, T, E, R>,
  principal: Principal,
  input: unknown,
  window: ListWindow,
): Effect.Effect<ListedPage<Item, E, R>, E | Forbidden | InvalidInput, R> =>
  Effect.flatMap(admit(operation, principal, input), (decoded) => {
    const caller = { principal, operation: operation.name }
    const page = (after: string | undefined, left: number): Effect.Effect<ListedPage<Item, E, R>, E, R> =>
      Effect.map(
        operation.handler(decoded, { after, limit: Math.min(left, PAGE_SIZE) }, caller),
        ({ items, next }: Page<Item>) => ({
          items,
          next: next === undefined ? undefined : encodeCursor(next),
          more:
            next === undefined || items.length >= left
              ? undefined
              : observed(operation.name, page(next, left - items.length), true),
        }),
      )
    return Effect.flatMap(windowOf(window), ({ after, limit }) => page(after, limit))
  }).pipe((first) => observed(operation.name, first))
