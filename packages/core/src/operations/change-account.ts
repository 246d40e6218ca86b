import * as Effect from "effect/Effect"
import type { Account } from "../model/account.ts"
import type { AccountPatch } from "../model/change.ts"
import { actorOf, commit } from "./commit.ts"
import { AccountChanged, AccountNotFound } from "../model/errors.ts"
import { onGuard } from "./guards.ts"
import type { Caller } from "./operation.ts"

const ATTEMPTS = 5

/** Runs what reads an account and commits under the version that it read, from the start again where somebody else was faster. */
export const withAccountVersion = <A extends Account, Answer, E, R, E2, R2>(
  read: Effect.Effect<A, E, R>,
  attempt: (account: A) => Effect.Effect<Answer, E2, R2>,
): Effect.Effect<Answer, E | E2, R | R2> =>
  Effect.flatMap(read, attempt).pipe(Effect.retry({ times: ATTEMPTS - 1, while: isAccountChanged }))

/**
 * Reads an account, computes what to set and what to answer, and commits that under the version that was read; from the
 * start again where somebody else was faster. An empty patch is no change.
 */
export const changeAccount = <A extends Account, Answer, E, R, E2, R2 = never>(
  read: Effect.Effect<A, E, R>,
  caller: Caller,
  compute: (account: A) => Effect.Effect<{ readonly set: AccountPatch; readonly answer: Answer }, E2, R2>,
) =>
  withAccountVersion(read, (account) =>
    Effect.flatMap(compute(account), ({ set, answer }) => {
      const { address, version } = account
      if (Object.keys(set).length === 0) return Effect.succeed(answer)
      return commit([{ _tag: "ChangeAccount", address, version, set }], actorOf(caller)).pipe(
        onGuard({
          "account-present": () => new AccountNotFound({ address }),
          version: () => new AccountChanged({ address }),
        }),
        Effect.as(answer),
      )
    }),
  )

const isAccountChanged = (error: unknown): boolean => error instanceof AccountChanged
