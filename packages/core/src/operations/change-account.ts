import { Effect } from "effect"
import type { Account } from "../model/account.ts"
import type { AccountPatch } from "../model/change.ts"
import { actorOf, commit } from "./commit.ts"
import { AccountChanged, AccountNotFound } from "../model/errors.ts"
import { onGuard } from "./guards.ts"
import type { Caller } from "./operation.ts"

const ATTEMPTS = 5

/**
 * Reads an account, computes what to set and what to answer, and commits that under the version that was read; from the
 * start again where somebody else was faster. An empty patch is no change.
 */
export const changeAccount = <A extends Account, Answer, E, R, E2>(
  read: Effect.Effect<A, E, R>,
  caller: Caller,
  compute: (account: A) => Effect.Effect<{ readonly set: AccountPatch; readonly answer: Answer }, E2>,
) =>
  Effect.gen(function* () {
    for (let attempt = 1; ; attempt++) {
      const account = yield* read
      const { address, version } = account
      const { set, answer } = yield* compute(account)
      if (Object.keys(set).length === 0) return answer
      const committed = commit([{ _tag: "ChangeAccount", address, version, set }], actorOf(caller)).pipe(
        onGuard({
          "account-present": () => new AccountNotFound({ address }),
          version: () => new AccountChanged({ address }),
        }),
        Effect.as(true),
      )
      const done = yield* attempt < ATTEMPTS
        ? Effect.catchIf(committed, isAccountChanged, () => Effect.succeed(false))
        : committed
      if (done) return answer
    }
  })

const isAccountChanged = (error: unknown): error is AccountChanged => error instanceof AccountChanged
