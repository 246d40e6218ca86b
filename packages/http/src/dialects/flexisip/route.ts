import type { Ports, Principal } from "@sipwright/core"
import type { Effect } from "effect"
import type { Context } from "hono"
import type { DescribedParameter } from "../../openapi/described.ts"
import type { ErrorClass } from "../../openapi/sample-error.ts"
import type { Shape } from "../../openapi/shape.ts"
import type { Answer } from "./answer.ts"
import type { FlexisipOptions } from "./options.ts"
import type { Body } from "./rules.ts"
import type { CallSpace } from "./space.ts"

/** What a handler knows of a call. */
export interface Call {
  readonly c: Context
  /** A parameter of the path, decoded; empty text where there is none. */
  readonly param: (name: string) => string
  readonly body: Body
  readonly space: CallSpace
  readonly options: FlexisipOptions
  /** The address of the client, as far as it is known. */
  readonly host: string | undefined
}

/** A call of somebody who is known. */
export interface CallOf extends Call {
  /** Confined to the space of the call, unless it may do everything. */
  readonly principal: Principal
}

export type Reply = Effect.Effect<Answer, unknown, Ports>

/** An operation, as far as a table of routes has to know it. */
export interface NamedOperation {
  readonly name: string
  readonly errors: ReadonlyArray<ErrorClass>
}

/** What documents say of a route, beside its method, path and operations. */
export interface Words {
  readonly about: string
  /** The fields of the body, where it has any. */
  readonly body?: Shape
  readonly query?: ReadonlyArray<DescribedParameter>
  /** What it answers where all is well: JSON, plain text, or nothing. */
  readonly reply: Shape | "text" | "nothing"
  /** 200, if nothing is said. */
  readonly status?: 201
  /** Whether it changes anything although its method says otherwise. */
  readonly changes?: boolean
  /** Whether the answer says nothing but what the host is, and may be a second old. */
  readonly isOfHost?: boolean
}

interface Described extends Words {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: string
  /** The operations that it puts. */
  readonly operations: ReadonlyArray<NamedOperation>
}

/** `public`: anybody; `user`: an account, for itself; `admin`: who administers the space; `super`: who administers everything. */
export type Route =
  | (Described & { readonly access: "public"; readonly handle: (call: Call) => Reply })
  | (Described & { readonly access: "user" | "admin" | "super"; readonly handle: (call: CallOf) => Reply })

type Handle<C> = (call: C) => Reply

export const anybody = (
  method: Described["method"],
  path: string,
  operations: ReadonlyArray<NamedOperation>,
  handle: Handle<Call>,
  words: Words,
): Route => ({ access: "public", method, path, operations, handle, ...words })

export const by =
  (access: "user" | "admin" | "super") =>
  (
    method: Described["method"],
    path: string,
    operations: ReadonlyArray<NamedOperation>,
    handle: Handle<CallOf>,
    words: Words,
  ): Route => ({ access, method, path, operations, handle, ...words })
