import { type AddLocalAccount, type AuditRecord, type ChangeSet, domainOf, userOf } from "@sipwright/core"
import { accountParams, NEW_ACCOUNT_COLUMNS } from "../../account-row.ts"
import type { Adoption } from "../../adoption/adoption.ts"
import type { Database, Row } from "../../database.ts"
import { SqlError } from "../../sql-error.ts"
import { AUDIT_COLUMNS, auditParams } from "../../statements/audit-writer.ts"
import { commitTogether } from "../../statements/commit-together.ts"
import type { HandlerDeps } from "../handler-deps.ts"
import { optionalText } from "../../statements/values.ts"
import { makeLocalAccountRows } from "../local-account-rows.ts"
import { isMirrored } from "../mirror-permissions.ts"
import { oneAccountStatements } from "./statements.ts"

/** What the server can do and how it compares. */
interface Server {
  /** Whether one statement can do it all: MariaDB has blocks, though not in all its versions. */
  readonly isOne: boolean
  readonly collation: string | undefined
}

/** An account whose guards look at nothing but its own address and space, and that goes into both tables. */
const isSimple = ({ uniqueUser, profile, activated }: AddLocalAccount): boolean =>
  activated && !uniqueUser && profile.phoneNumber === undefined

const onlyChange = (changes: ChangeSet): AddLocalAccount | undefined => {
  const [change] = changes
  return changes.length === 1 && change?._tag === "AddLocalAccount" && isSimple(change) ? change : undefined
}

/**
 * Makes one local account, which is what most change sets do, where nothing at all is in its way: by a single statement on PostgreSQL and MariaDB, by few elsewhere.
 * Answers false where something may be, or the change set is another, and has changed nothing then: it has to be committed in the general way, which says what it was.
 */
export const makeAddOneAccount = (deps: HandlerDeps, own: Database, adoption: Adoption, adopts: boolean) => {
  const { dialect, tables, capabilities } = deps
  const { rowsOf } = makeLocalAccountRows(deps)
  const texts = new Map<boolean, ReturnType<typeof oneAccountStatements>>()
  let server: Server | undefined =
    dialect === "mysql" ? undefined : { isOne: dialect === "postgres", collation: undefined }
  const aboutServer = `SELECT VERSION() AS version, (SELECT collation_name FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = '${tables.address}' AND column_name = 'address') AS collation_`

  const readServer = async (): Promise<Server> => {
    const [row] = await own.all(aboutServer)
    const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)\..*MariaDB/.exec(String(row?.["version"])) ?? []).map(Number)
    return { isOne: major > 10 || (major === 10 && minor >= 6), collation: optionalText(row?.["collation_"]) }
  }

  const textsFor = (watches: boolean, subscriber: object, collation: string | undefined) => {
    let known = texts.get(watches)
    if (known === undefined) {
      const inserts = [
        ["subscriber", Object.keys(subscriber)],
        [tables.account, NEW_ACCOUNT_COLUMNS],
        [tables.audit, AUDIT_COLUMNS],
      ] as const
      known = oneAccountStatements({ dialect, tables, capabilities, inserts, watches, collation })
      texts.set(watches, known)
    }
    return known
  }

  const inTransaction = dialect === "sqlite" ? commitTogether(own) : own.transaction

  return async (changes: ChangeSet, record: AuditRecord): Promise<boolean> => {
    const change = onlyChange(changes)
    if (change === undefined || !deps.shared || isMirrored(deps)) return false
    const watches = adopts && !(await adoption.folding(own))
    const seen = watches ? adoption.seen() : undefined
    if (watches && seen === undefined) return false

    server ??= await readServer()

    const { address } = change
    const [user, domain] = [userOf(address), domainOf(address)]
    const { subscriber, account } = rowsOf(change, record.time)
    const text = textsFor(watches, subscriber, server.collation)
    const { dbaliases } = capabilities.tables
    const reserving = [
      address,
      address,
      user,
      domain,
      ...(dbaliases ? [user, domain] : []),
      domain,
      ...(seen === undefined ? [] : [seen.subscriber, seen.subscriber, ...(dbaliases ? [seen.dbaliases] : [])]),
    ]
    const rows = [Object.values(subscriber), accountParams(account), auditParams(record)]

    const inOne = async (): Promise<Row | undefined> =>
      (await own.change(text.inOne, [...reserving, ...rows.flat()]))[0]
    const inFew = (): Promise<Row | undefined> =>
      inTransaction(async (connection) => {
        const [row] = watches ? await connection.all(text.newest) : []
        if ((await connection.run(text.reserve, reserving)) === 0) return undefined
        for (const [index, sql] of text.inserts.entries()) {
          await connection.run(sql, rows[index])
        }
        return { made: 1, ...row }
      })

    try {
      const done = await (server.isOne ? inOne() : inFew())
      if (Number(done?.["made"] ?? 0) === 0) return false
      if (typeof done?.["seen"] === "number") adoption.saw(done["seen"])
      return true
    } catch (error) {
      // Somebody made one of the rows at this very moment.
      if (error instanceof SqlError && error.failure === "unique-violation") return false
      throw error
    }
  }
}
