import type { Result } from "effect"
import * as Effect from "effect/Effect"
import type { Account } from "../model/account.ts"
import type { Change, ChangeSet, CommitOutcome, Guard } from "../model/change.ts"
import { Accounts } from "../ports/accounts.ts"
import { NumberPool } from "../ports/number-pool.ts"
import { Phones } from "../ports/phones.ts"
import { GuardFailed, Provisioning } from "../ports/provisioning.ts"
import type { StoreUnavailable } from "../ports/store-error.ts"
import { PAGE_SIZE } from "../values/page.ts"
import { ContractViolation, equal, ok, present } from "./assertions.ts"
import { record, ref } from "./fixtures.ts"
import type { OpenStore, StoreHarness } from "./harness.ts"

type CommitResult = Result.Result<CommitOutcome, GuardFailed | StoreUnavailable>

/** An open store with the calls that nearly every test makes. */
export interface StoreTest extends OpenStore {
  /** Makes the changes, which must succeed. */
  readonly commit: (...changes: ChangeSet) => Promise<CommitOutcome>
  /** The changes must fail with this guard and leave everything as it was. */
  readonly refuses: (guard: Guard, ...changes: ChangeSet) => Promise<void>
  /** Commits all change sets at once: how many succeeded, and the guards that the others failed with. */
  readonly race: (
    changeSets: ReadonlyArray<ChangeSet>,
  ) => Promise<{ readonly won: number; readonly lost: ReadonlyArray<Guard> }>
  readonly find: (spelling: string) => Promise<Account | undefined>
  /** The account, which must be there. */
  readonly account: (spelling: string) => Promise<Account>
}

const attempt = (changes: ChangeSet) => Effect.result(Provisioning.use((it) => it.commit(changes, record)))

// What a failed change set must not have touched. Reservations are left out: adopting a row on sight may add one.
const snapshot = async (store: OpenStore): Promise<unknown> => {
  const { backDoor, run } = store
  const sorted = (rows: ReadonlyArray<unknown>) => rows.map((row) => JSON.stringify(row)).toSorted()
  const page = { after: undefined, limit: PAGE_SIZE, search: undefined }
  return {
    subscribers: sorted(await backDoor.subscribers()),
    dbaliases: sorted(await backDoor.dbaliases()),
    domains: sorted(await backDoor.domains()),
    preferences: sorted(await backDoor.preferences()),
    numbers: await run(NumberPool.use((it) => it.list(page))),
    phones: await run(Phones.use((it) => it.list(page))),
    accounts: await run(Accounts.use((it) => it.list({ ...page, domain: undefined }))),
    audited: (await backDoor.audit()).length,
  }
}

const failedGuard = (result: CommitResult): Guard => {
  if (result._tag === "Success") throw new ContractViolation("the change set was committed")
  if (!(result.failure instanceof GuardFailed)) throw result.failure
  ok(result.failure.subject !== "", "GuardFailed says what it is about")
  return result.failure.guard
}

const makeStoreTest = (store: OpenStore): StoreTest => {
  const find = (spelling: string) => store.run(Accounts.use((it) => it.find(ref(spelling))))
  return {
    ...store,
    commit: (...changes) => store.run(Provisioning.use((it) => it.commit(changes, record))),
    refuses: async (guard, ...changes) => {
      const before = await snapshot(store)
      const result = await store.run(attempt(changes))
      equal(failedGuard(result), guard, "the failed guard")
      equal(await snapshot(store), before, "the store after the failed change set")
    },
    race: async (changeSets) => {
      const results = await store.run(Effect.all(changeSets.map(attempt), { concurrency: "unbounded" }))
      const lost = results.filter((result) => result._tag === "Failure").map(failedGuard)
      return { won: results.length - lost.length, lost }
    },
    find,
    account: async (spelling) => {
      const account = await find(spelling)
      present(account, `the account ${spelling}`)
      return account
    },
  }
}

/** One test with a store of its own. */
const storeTest = (harness: StoreHarness, name: string, body: (store: StoreTest) => Promise<void>): void => {
  harness.runner.it(name, async () => {
    const store = await harness.open()
    try {
      await body(makeStoreTest(store))
    } finally {
      await store.close()
    }
  })
}

/** A group of tests of one port, each with a store of its own. */
export const storeSuite = (
  harness: StoreHarness,
  port: string,
  body: (test: (name: string, run: (store: StoreTest) => Promise<void>) => void) => void,
): void => {
  harness.runner.describe(`${harness.name}: ${port}`, () => body((name, run) => storeTest(harness, name, run)))
}

/** The same change set so many times. */
export const times = (count: number, changes: (index: number) => ReadonlyArray<Change>): ReadonlyArray<ChangeSet> =>
  Array.from({ length: count }, (_, index) => changes(index))
