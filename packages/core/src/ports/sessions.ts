import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { Session, SessionWithAccess } from "../model/session.ts"
import type { StoreUnavailable } from "./store-error.ts"

/** Sessions, of whatever form. Every call is one atomic statement on one row, so any number of processes can share them. */
export class Sessions extends Context.Service<
  Sessions,
  {
    /**
     * Puts the session there and, at the same time, drops sessions that expired before `now` (Unix time in milliseconds), some at a time, so that the
     * table does not grow.
     */
    readonly create: (session: Session, now: number) => Effect.Effect<void, StoreUnavailable>
    /**
     * The session with the level that its operator or API key has now, in one round trip. Expired sessions may still be answered; whoever
     * asks compares the times.
     */
    readonly find: (nameHash: string) => Effect.Effect<SessionWithAccess | undefined, StoreUnavailable>
    /**
     * Replaces the key if `keyHash` is still the current one, and answers whether it did: of concurrent callers with the
     * same key exactly one gets true. The key replaced becomes the previous one.
     */
    readonly rotateKey: (rotation: {
      readonly nameHash: string
      readonly keyHash: string
      readonly newKeyHash: string
      readonly newKeyExpires: number
      readonly previousKeyUntil: number
      readonly lastUsed: number
      readonly expires: number
    }) => Effect.Effect<boolean, StoreUnavailable>
    /** Records a use. */
    readonly touch: (use: {
      readonly nameHash: string
      readonly lastUsed: number
      readonly expires: number
    }) => Effect.Effect<void, StoreUnavailable>
    /** Ends a session; nothing happens where there is none. */
    readonly remove: (nameHash: string) => Effect.Effect<void, StoreUnavailable>
  }
>()("@sipwright/core/Sessions") {}
