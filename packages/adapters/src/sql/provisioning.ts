import { type AuditRecord, type ChangeSet, type CommitOutcome, GuardFailed, type Provisioning } from "@sipwright/core"
import { makeAccountSecrets } from "./account-secrets.ts"
import { type Adoption, makeAdoption } from "./adoption/adoption.ts"
import { isNewAccount, makeCommitIn } from "./changes/commit-in.ts"
import { makeAddManyAccounts } from "./changes/add-many-accounts.ts"
import type { Connection } from "./database.ts"
import type { HandlerDeps } from "./changes/handler-deps.ts"
import { makeHandlers } from "./changes/handlers.ts"
import { makeAddOneAccount } from "./changes/one-account/add-one-account.ts"
import { makeLockAccounts } from "./changes/lock-accounts.ts"
import { asking, storeUnavailable } from "./effects.ts"
import { makeCommitOverTwo } from "./journal/commit-over-two.ts"
import { makeAliasDestinations } from "./kamailio/alias-destinations.ts"
import { makeKamailioWriter } from "./kamailio/write.ts"
import type { StoreDeps } from "./store-deps.ts"
import { PLANNED_ANEW } from "./statements/planned-anew.ts"
import { makeNameLock } from "./statements/row-lock.ts"

/** Fewer new rows are read again as fast as their ids are asked for. */
const MANY = 10

type Commit = (changes: ChangeSet, record: AuditRecord) => Promise<CommitOutcome>

/** Changes whose guards compare without case with rows made outside, which must therefore be known. */
const LOOKS_OUTSIDE = new Set(["AddLocalAccount", "AddRemoteAccount", "AddAlias", "RemoveAccount"])

/** {@link Provisioning} over one database by one transaction, over two by the journal. */
export const makeProvisioning = (deps: StoreDeps, adoption: Adoption = makeAdoption(deps)): Provisioning["Service"] => {
  const { databases, tables, capabilities } = deps
  const { own, kamailio, shared } = databases
  const handlerDeps: HandlerDeps = {
    dialect: own.dialect,
    kamailioDialect: kamailio.dialect,
    shared,
    tables,
    capabilities,
    secrets: makeAccountSecrets(deps.secrets, tables),
    groups: deps.groups,
    lockName: makeNameLock(own.dialect, tables),
    aliasesTo: makeAliasDestinations({
      capabilities,
      folding: adoption.folding,
      oddDestinations: () => !deps.adoption || adoption.oddDestinations(),
    }),
  }
  const addManyAccounts = makeAddManyAccounts(handlerDeps)
  const commitIn = makeCommitIn(makeHandlers(handlerDeps), addManyAccounts, tables)
  const lockAccounts = makeLockAccounts(own.dialect, tables)
  const writer = makeKamailioWriter(kamailio.dialect)

  const newestRow = `SELECT MAX(id) AS newest FROM subscriber${PLANNED_ANEW}`

  /** The highest id of the rows that this transaction has made, where no others are new, and none is coming that is lower: ours have all the ids since. */
  const newestOfOurs = async (connection: Connection, changes: ChangeSet): Promise<number> => {
    const seen = adoption.seen()
    const ours = changes.filter((change) => isNewAccount(change) && change.activated).length
    if (seen === undefined || ours < MANY) return 0
    const before = seen.subscriber
    const newest = Number((await connection.all(newestRow))[0]?.["newest"])
    return newest === before + ours ? newest : 0
  }

  const commitInOne: Commit = async (changes, record) => {
    const { outcome, newest } = await own.transaction(async (connection) => {
      await lockAccounts(connection, changes)
      const side = {
        all: connection.all,
        write: (write: Parameters<typeof writer.make>[1]) => writer.make(connection, write),
      }
      const made = await commitIn({ own: connection, kamailio: side, time: record.time }, changes, record)
      return { outcome: made, newest: await newestOfOurs(connection, changes) }
    })
    adoption.saw(newest)
    return outcome
  }

  const make: Commit = shared ? commitInOne : makeCommitOverTwo(deps, commitIn)

  const addOneAccount = makeAddOneAccount(handlerDeps, own, adoption, deps.adoption)

  const commit: Commit = async (changes, record) => {
    if (await addOneAccount(changes, record)) return { added: 0, skipped: 0 }
    if (changes.some(({ _tag }) => LOOKS_OUTSIDE.has(_tag))) await adoption.look()
    try {
      return await make(changes, record)
    } catch (error) {
      // The account may have been made outside and never been seen.
      const unseen = error instanceof GuardFailed && error.guard === "account-present"
      if (!unseen || !(await adoption.sight(error.subject))) throw error
      return make(changes, record)
    }
  }

  return {
    commit: (changes, record) =>
      asking(
        () => commit(changes, record),
        (error) => (error instanceof GuardFailed ? error : storeUnavailable(error)),
      ),
    prepare: (changes) => {
      for (const change of changes) if (isNewAccount(change)) addManyAccounts.prepare(change)
    },
  }
}
