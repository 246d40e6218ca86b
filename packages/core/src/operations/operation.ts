import type { Effect, Schema } from "effect"
import type { Principal } from "../model/principal.ts"
import type { AclResource } from "../values/acl.ts"
import type { AccessLevel } from "../values/access-level.ts"
import type { Page, PageRequest } from "../values/page.ts"
import { secretFieldsOf } from "./secret.ts"

/** What an operation touches, compared with the scope of the principal. */
export type Target =
  | { readonly kind: "all" }
  | { readonly kind: "domain"; readonly domain: string }
  | { readonly kind: "account"; readonly address: string }
  /** A list that shows each principal what is in its scope, and nothing else. */
  | { readonly kind: "filtered" }

/** The resources that roles are made of (Webitel's acl). */
export type Resource = "accounts" | "phones" | "numbers" | "aliases" | "domains" | "sessions" | "operators"

/** What the role of a principal has to permit. */
export interface Right {
  readonly resource: AclResource
  readonly permission: "c" | "r" | "u" | "d"
  /** Within one's own domain, the permission for what is one's own does (`uo` for `u`). */
  readonly own?: boolean
}

/** What a principal needs. */
export interface Needs<Input> {
  readonly level: AccessLevel
  readonly resource: Resource
  readonly target: (input: Input) => Target
  /** An account may do it for itself, whatever its level. */
  readonly self?: boolean
  /** Decides in place of the level: what the role permits, that was given or goes with the level. */
  readonly right?: Right
}

/** Who the handler works for, and under which name. */
export interface Caller {
  readonly principal: Principal
  readonly operation: string
}

/** Any error class with a stable tag. */
type ErrorClass = { readonly name: string; new (...args: never): { readonly _tag: string } }

interface Described<Name extends string, Input, Output, InputText> {
  /** `group.method`; the facade's path and the audit trail's word. */
  readonly name: Name
  readonly summary: string
  readonly needs: Needs<Input>
  readonly input: Schema.Codec<Input, InputText>
  /** Describes the answer and marks its secrets; answers are made by handlers and not encoded with it. */
  readonly output: Schema.Codec<Output, unknown>
  /** What it can answer besides its output, for documents and dialects. */
  readonly errors: ReadonlyArray<ErrorClass>
}

/** One question, one answer. */
export interface Call<Name extends string, Input, Output, InputText, E, R>
  extends Described<Name, Input, Output, InputText> {
  readonly kind: "call"
  /** Fields of the output that a principal below `full_read` does not get. */
  readonly secretFields: ReadonlyArray<string>
  readonly handler: (input: Input, caller: Caller) => Effect.Effect<Output, E, R>
}

/**
 * A list of any length. The handler answers one page; whoever runs the operation strings pages together, so that nothing
 * is held open between them. `output` describes an item.
 */
export interface Listing<Name extends string, Input, Item, InputText, E, R>
  extends Described<Name, Input, Item, InputText> {
  readonly kind: "stream"
  readonly handler: (input: Input, page: PageRequest, caller: Caller) => Effect.Effect<Page<Item>, E, R>
}

export const call = <const Name extends string, Input, Output, InputText, E, R>(
  definition: Omit<Call<Name, Input, Output, InputText, E, R>, "kind" | "secretFields">,
): Call<Name, Input, Output, InputText, E, R> => ({
  ...definition,
  kind: "call",
  secretFields: secretFieldsOf(definition.output),
})

export const listing = <const Name extends string, Input, Item, InputText, E, R>(
  definition: Omit<Listing<Name, Input, Item, InputText, E, R>, "kind">,
): Listing<Name, Input, Item, InputText, E, R> => ({ ...definition, kind: "stream" })
