import type { Effect, Redacted } from "effect"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type { Operator } from "../model/operator.ts"
import type { AccessLevel } from "../values/access-level.ts"
import type { GuardFailed } from "./provisioning.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** A directory that is needed for the answer cannot be asked. */
export class DirectoryUnavailable extends Data.TaggedError("DirectoryUnavailable")<{
  readonly directory: string
  readonly cause?: unknown
}> {
  override get message() {
    return `The operator directory ${this.directory} cannot be reached.`
  }
}

/** A place where operators are known. Every directory can do this; only a writable one has more. */
export interface ReadableDirectory {
  /** Its name in configuration, sessions and lists, such as `local` or `ldap`. */
  readonly name: string
  readonly find: (name: string) => Effect.Effect<Operator | undefined, DirectoryUnavailable | StoreUnavailable>
  /** The operator, if the password is right. An unknown name costs as much work as a wrong password. */
  readonly authenticate: (
    name: string,
    password: Redacted.Redacted<string>,
  ) => Effect.Effect<Operator | undefined, DirectoryUnavailable | StoreUnavailable>
  /**
   * The highest level that the groups of this operator give at this moment; undefined where they give none. An authorization row
   * wins over it. A directory without groups does not have this.
   */
  readonly groupAccess?: (name: string) => Effect.Effect<AccessLevel | undefined, DirectoryUnavailable>
  /** Whether it can be asked at this moment. A directory that stands in the store does not have this. */
  readonly check?: () => Effect.Effect<void, DirectoryUnavailable>
}

/** An operator to be made, with the level it starts with. */
export interface NewOperator extends Omit<Operator, "directory"> {
  readonly password: Redacted.Redacted<string>
  readonly access: AccessLevel
}

/** Who makes a change and by which operation, for the audit trail. */
export interface Actor {
  readonly principal: string
  readonly operation: string
}

/** What can be set of an operator. */
export interface OperatorPatch {
  readonly fullName?: string
  readonly email?: string
  readonly password?: Redacted.Redacted<string>
  /** The role of its own; undefined takes it away. */
  readonly role?: string | undefined
}

/** A directory whose operators can be made and changed through us. */
export interface WritableDirectory extends ReadableDirectory {
  readonly list: () => Effect.Effect<ReadonlyArray<Operator>, DirectoryUnavailable | StoreUnavailable>
  /** With its authorization, all or nothing. Guard: `operator-free`. */
  readonly create: (
    operator: NewOperator,
    by: Actor,
  ) => Effect.Effect<void, DirectoryUnavailable | StoreUnavailable | GuardFailed>
  /** A new password that another than the operator sets ends its sessions. Guard: `operator-present`. */
  readonly update: (
    name: string,
    patch: OperatorPatch,
    by: Actor,
  ) => Effect.Effect<void, DirectoryUnavailable | StoreUnavailable | GuardFailed>
  /** With its authorization and sessions, all or nothing. Guards: `operator-present`, `super-left`. */
  readonly remove: (
    name: string,
    by: Actor,
  ) => Effect.Effect<void, DirectoryUnavailable | StoreUnavailable | GuardFailed>
}

/** Where operators are known; whether they can be made there too, {@link isWritable} tells. */
export type OperatorDirectory = ReadableDirectory | WritableDirectory

/** Whether operators can be made, changed and removed in a directory. */
export const isWritable = (directory: OperatorDirectory): directory is WritableDirectory => "create" in directory

/** The directories, in the order in which they are asked. The first that knows a name decides. */
export class OperatorDirectories extends Context.Service<OperatorDirectories, ReadonlyArray<OperatorDirectory>>()(
  "@sipwright/core/OperatorDirectories",
) {}
