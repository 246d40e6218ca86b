import type { Change, CommitOutcome } from "@sipwright/core"
import type { Connection } from "../database.ts"
import type { KamailioWrite } from "../kamailio/write.ts"

/** Kamailio's tables, as a change sees them. */
export interface KamailioSide {
  readonly all: Connection["all"]
  /** Answers how many rows were matched. */
  readonly write: (write: KamailioWrite) => Promise<number>
}

/**
 * What a change is made in. Both sides show what was done before in the same change set. With two databases what is done on either
 * side is written down and made certain later, so a handler must do everything through these two, and nothing else.
 */
export interface ChangeTransaction {
  readonly own: Connection
  readonly kamailio: KamailioSide
  /** Of the audit record, Unix time in milliseconds. */
  readonly time: number
}

/** Checks the guards of a change and makes it; rejects with `GuardFailed` where one does not hold. */
export type Handler<C extends Change> = (tx: ChangeTransaction, change: C) => Promise<CommitOutcome | void>

/** A handler for every kind of change. */
export type Handlers = { readonly [Tag in Change["_tag"]]: Handler<Extract<Change, { readonly _tag: Tag }>> }
