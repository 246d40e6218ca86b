import type { Effect, Redacted } from "effect"
import * as Context from "effect/Context"

/**
 * A memory-hard password hash in PHC string format, with its parameters in the hash. A port, because the fast
 * implementations belong to a runtime.
 */
export class PasswordHasher extends Context.Service<
  PasswordHasher,
  {
    readonly hash: (password: Redacted.Redacted<string>) => Effect.Effect<string>
    /** `stale`: right, but made with other parameters than those in use now, so it should be made anew. */
    readonly verify: (password: Redacted.Redacted<string>, hash: string) => Effect.Effect<"right" | "wrong" | "stale">
    /** The work of one verification, for names that do not exist. */
    readonly pretend: (password: Redacted.Redacted<string>) => Effect.Effect<void>
  }
>()("@sipwright/core/PasswordHasher") {}
