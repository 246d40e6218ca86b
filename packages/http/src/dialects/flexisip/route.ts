import type { Ports, Principal } from "@sipwright/core"
import type { Effect } from "effect"
import type { Context } from "hono"
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

interface Described {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: string
  /** The operations that it puts, by name. */
  readonly operations: ReadonlyArray<string>
  /** Whether it changes anything although its method says otherwise. */
  readonly changes?: boolean
}

/** `public`: anybody; `user`: an account, for itself; `admin`: who administers the space; `super`: who administers everything. */
export type Route =
  | (Described & { readonly access: "public"; readonly handle: (call: Call) => Reply })
  | (Described & { readonly access: "user" | "admin" | "super"; readonly handle: (call: CallOf) => Reply })

/** An operation, of which a table of routes needs the name. */
interface Named {
  readonly name: string
}

type Handle<C> = (call: C) => Reply

export const anybody = (
  method: Described["method"],
  path: string,
  operations: ReadonlyArray<Named>,
  handle: Handle<Call>,
): Route => ({ access: "public", method, path, operations: operations.map(({ name }) => name), handle })

export const by =
  (access: "user" | "admin" | "super") =>
  (
    method: Described["method"],
    path: string,
    operations: ReadonlyArray<Named>,
    handle: Handle<CallOf>,
    more: Pick<Described, "changes"> = {},
  ): Route => ({ access, method, path, operations: operations.map(({ name }) => name), handle, ...more })
