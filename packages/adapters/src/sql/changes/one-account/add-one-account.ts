import type { AddLocalAccount, AuditRecord, ChangeSet } from "@sipwright/core"
import type { Adoption } from "../../adoption/adoption.ts"
import type { Database, Row } from "../../database.ts"
import { SqlError } from "../../sql-error.ts"
import { commitTogether } from "../../statements/commit-together.ts"
import { keptByKey } from "../../statements/kept.ts"
import type { HandlerDeps } from "../handler-deps.ts"
import { makeLocalAccountRows } from "../local-account-rows.ts"
import { isMirrored } from "../mirror-permissions.ts"
import { type AddAll, addTogether } from "./add-together.ts"
import { fewStatements } from "./few-statements.ts"
import { mariaDbStatement } from "./mariadb-statement.ts"
import { type AllNewRows, areUsual, type Newcomer, newRows } from "./new-rows.ts"
import { COLUMNS, type NothingInTheWay, nothingInTheWay, PLACEHOLDERS, type Seen } from "./nothing-in-the-way.ts"
import { postgresStatement } from "./postgres-statement.ts"
import { readServer } from "./server.ts"

/** Makes new accounts, and answers what an `AddStatement` does. */
type Add = (newcomers: ReadonlyArray<Newcomer>, seen: Seen | undefined) => Promise<Row | undefined>

type AddOne = (newcomer: Newcomer) => Promise<boolean>

/** An account whose guards look at nothing but its own address and space, and that goes into both tables. */
const isSimple = ({ uniqueUser, profile, activated }: AddLocalAccount): boolean =>
  activated && !uniqueUser && profile.phoneNumber === undefined

const onlyChange = (changes: ChangeSet): AddLocalAccount | undefined => {
  const [change] = changes
  return changes.length === 1 && change?._tag === "AddLocalAccount" && isSimple(change) ? change : undefined
}

/**
 * Makes one local account, which is what most change sets do, where nothing at all is in its way: on PostgreSQL and MariaDB by one statement, which it shares with those
 * that are asked for at the same time, and by few elsewhere.
 * Answers false where something may be, or the change set is another, and has changed nothing then: it has to be committed in the general way, which says what it was.
 */
export const makeAddOneAccount = (deps: HandlerDeps, own: Database, adoption: Adoption, adopts: boolean) => {
  const { dialect, tables, capabilities } = deps
  const { rowsOf } = makeLocalAccountRows(deps)

  /** By the rows of an account, from which all others differ in values only. */
  const prepare = async (example: Newcomer): Promise<AddOne> => {
    const watches = adopts && !(await adoption.folding(own))
    const { isOne, collation } = await readServer(own, tables)
    const operands = dialect === "postgres" ? COLUMNS : PLACEHOLDERS
    const guardOf = (local: boolean): NothingInTheWay =>
      nothingInTheWay({ dialect, tables, capabilities, operands, watches, local, collation })

    const byOne = (rows: AllNewRows, guard: NothingInTheWay): Add => {
      const { text, params } = (dialect === "postgres" ? postgresStatement : mariaDbStatement)(tables, rows, guard)
      return async (newcomers, seen) => (await own.change(text(newcomers.length), params(newcomers, seen)))[0]
    }
    const inTransaction = dialect === "sqlite" ? commitTogether(own) : own.transaction
    const byFew = (rows: AllNewRows, guard: NothingInTheWay): Add => {
      const add = fewStatements(dialect, tables, rows, guard)
      return async ([newcomer], seen) =>
        newcomer === undefined ? undefined : inTransaction((connection) => add(connection, newcomer, seen))
    }
    const adds = keptByKey<Add>()
    const addOf = (usual: boolean, local: boolean): Add =>
      adds(`${usual} ${local}`, () => (isOne ? byOne : byFew)(newRows(tables, example, usual), guardOf(local)))

    const addAll: AddAll = async (newcomers) => {
      const seen = watches ? adoption.seen() : undefined
      if (watches && seen === undefined) return false
      try {
        const local = newcomers.some((newcomer) => newcomer.local)
        const row = await addOf(areUsual(newcomers), local)(newcomers, seen)
        if (typeof row?.["seen"] === "number") adoption.saw(row["seen"])
        return Number(row?.["made"] ?? 0) > 0
      } catch (error) {
        // Somebody made one of the rows at this very moment.
        if (error instanceof SqlError && error.failure === "unique-violation") return false
        throw error
      }
    }
    return isOne ? addTogether(addAll) : (newcomer) => addAll([newcomer])
  }

  let addOne: AddOne | undefined

  return async (changes: ChangeSet, record: AuditRecord): Promise<boolean> => {
    const change = onlyChange(changes)
    if (change === undefined || !deps.shared || isMirrored(deps)) return false
    const newcomer: Newcomer = { ...rowsOf(change, record.time), record, local: change.local === true }
    addOne ??= await prepare(newcomer)
    return addOne(newcomer)
  }
}
