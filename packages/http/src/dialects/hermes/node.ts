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
import * as Effect from "effect/Effect"
import type { ErrorClass } from "../../openapi/sample-error.ts"
import { type Answer, invalid } from "./answer.ts"
import type { TaggedError, Wording } from "./causes.ts"
import {
  constant,
  list as listShape,
  object,
  oneOf,
  optional as absent,
  type Shape,
  text,
} from "../../openapi/shape.ts"
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
  readonly example: string
}

/** What documents say of a node. */
export interface Described extends Wording {
  readonly about: string
  readonly parameters: ReadonlyArray<Parameter>
  /** What it answers where all is well: JSON, or plain text. */
  readonly reply: Shape | "text"
  /** Which fields of the answer are credentials of which security schemes of documents. */
  readonly credentials?: Readonly<Record<string, string>>
  /** What it refuses by itself, beside the errors of its operations. */
  readonly refusals?: ReadonlyArray<Answer>
}

/** An operation, as far as a table of nodes has to know it. */
export interface NamedOperation {
  readonly name: string
  readonly needs: Needs<never>
  readonly errors: ReadonlyArray<ErrorClass>
}

/** A node of the protocol: its parameters, the operations that it names, and how they are put. */
export interface Node extends Described {
  /** What an empty list is called, where it is not simply an empty array. */
  readonly emptyList?: Answer
  /** What the caller has to be allowed, before its parameters are looked at. */
  readonly operations: ReadonlyArray<NamedOperation>
  /** From parameters to what will be done, or to a refusal of their combination. */
  readonly plan: (parameters: Parameters) => Plan | Answer
}

export type Group = Readonly<Record<string, Node>>

export const required = (name: string, about: string, example: string): Parameter => ({
  name,
  required: true,
  about,
  example,
})
export const optional = (name: string, about: string, example: string): Parameter => ({
  name,
  required: false,
  about,
  example,
})

const CURSOR = "YWxpY2VAZXhhbXBsZS5vcmc"

/** The answer `ok` with its fields. */
export const okReply = (fields: Readonly<Record<string, Shape>> = {}): Shape =>
  object({ ...fields, response: constant("ok") })

/** The answer of a list. */
export const listReply = (item: Shape): Shape => ({
  ...object({
    list: listShape(item),
    next: absent(text(CURSOR, "where the next page begins; absent at the end")),
    response: oneOf(["ok", "failed", "error"], "behind the list: whether all of it could be read"),
    cause: absent(text("dbfail", "why a list ends early")),
    detail: absent(text("The database cannot be reached.")),
  }),
  example: { list: [item.example], next: CURSOR, response: "ok" },
})

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
  optional("limit", "how many entries at most", "100"),
  optional("after", "where to go on: `next` of an earlier answer", CURSOR),
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
