import {
  type Call,
  execute,
  type ListedPage,
  type Listing,
  type ListWindow,
  list,
  type Needs,
  type Ports,
  type Principal,
} from "@sipwright/core"
import { Effect } from "effect"
import { type Answer, invalid } from "./answer.ts"
import type { TaggedError, Wording } from "./causes.ts"
import { given, type Parameters } from "./parameters.ts"

/** A list under way: its first page, and how an item looks on the wire. */
export class Listed {
  readonly first: ListedPage<unknown, TaggedError, Ports>
  readonly item: (item: unknown) => unknown
  /** Nothing was found from the start on, as opposed to the end of a list that was paged through. */
  readonly isEmpty: boolean
  constructor(
    first: ListedPage<unknown, TaggedError, Ports>,
    item: (item: unknown) => unknown,
    after: string | undefined,
  ) {
    this.first = first
    this.item = item
    this.isEmpty = first.items.length === 0 && after === undefined
  }
}

/** Plain text instead of JSON. */
export class PlainText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Reply = Answer | Listed | PlainText

/** What a call will do, once it is known who calls. */
export type Plan = (principal: Principal) => Effect.Effect<Reply, TaggedError, Ports>

export interface Parameter {
  readonly name: string
  readonly required: boolean
  readonly about: string
}

/** A node of the protocol: its parameters, the operations that it names, and how they are put. */
export interface Node extends Wording {
  /** What an empty list is called, where it is not simply an empty array. */
  readonly emptyList?: () => Answer
  readonly about: string
  readonly parameters: ReadonlyArray<Parameter>
  /** What the caller has to be allowed, before its parameters are looked at. */
  readonly operations: ReadonlyArray<{ readonly name: string; readonly needs: Needs<never> }>
  /** From parameters to what will be done, or to a refusal of their combination. */
  readonly plan: (parameters: Parameters) => Plan | Answer
}

export type Group = Readonly<Record<string, Node>>

export const required = (name: string, about: string): Parameter => ({ name, required: true, about })
export const optional = (name: string, about: string): Parameter => ({ name, required: false, about })

/** An input of which nobody has looked at the values yet. */
type Raw<T> = { readonly [F in keyof T]: unknown }

/** Runs a call and words its answer. */
export const answering =
  <I, O, T, E extends TaggedError>(
    operation: Call<string, I, O, T, E, Ports>,
    input: Raw<T>,
    answer: (output: O) => Reply,
  ): Plan =>
  (principal) =>
    Effect.map(execute(operation, principal, present(input)), answer)

/** Runs a list; `limit` and `after` are the same for every list. */
export const listingOf = <I, Item, T, E extends TaggedError>(
  operation: Listing<string, I, Item, T, E, Ports>,
  input: Raw<T>,
  parameters: Parameters,
  item: (item: Item) => unknown,
): Plan | Answer => {
  const window = windowFrom(parameters)
  if ("response" in window) return window
  return (principal) =>
    Effect.map(
      list(operation, principal, present(input), window),
      (first) => new Listed(first, item as (item: unknown) => unknown, window.after),
    )
}

/** Parameters of every list. */
export const listParameters: ReadonlyArray<Parameter> = [
  optional("limit", "how many entries at most"),
  optional("after", "where to go on: `next` of an earlier answer"),
]

/** A limit as text: a whole number above 0. */
export const limitFrom = (parameters: Parameters): number | undefined | Answer => {
  const limit = parameters.get("limit")
  if (limit === undefined) return undefined
  return /^[1-9][0-9]{0,8}$/.test(limit) ? Number(limit) : invalid("parameters", "limit is not a number above 0.")
}

const windowFrom = (parameters: Parameters): ListWindow | Answer => {
  const limit = limitFrom(parameters)
  return typeof limit === "object" ? limit : { limit, after: parameters.get("after") }
}

export const search = (parameters: Parameters) => ({ search: given(parameters, "search") })

// A parameter that is not there is no field at all.
const present = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
