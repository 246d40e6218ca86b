import type { AuditRecord } from "@sipwright/core"
import { ANY_NEW_ACCOUNT, type AccountRow, isUsual, USUAL_NEW_ACCOUNT } from "../../account-row.ts"
import type { ParkedRow } from "../../account-secrets.ts"
import type { Param } from "../../database.ts"
import type { OwnTables } from "../../schema/tables.ts"
import { AUDIT_COLUMNS, auditParams } from "../../statements/audit-writer.ts"

/** A new account as the rows that it is made of. */
export interface Newcomer {
  readonly subscriber: ParkedRow
  readonly account: AccountRow
  readonly record: AuditRecord
  /** Whether its domain has to be there. */
  readonly local: boolean
}

/** A table that new accounts go into, and what goes into it. */
export interface NewRows {
  readonly table: string
  readonly columns: ReadonlyArray<string>
  readonly values: (newcomer: Newcomer) => ReadonlyArray<Param>
}

/** All of them: Kamailio's, ours and the audit trail. Which columns they have depends on nothing but `usual`, in one installation. */
export interface AllNewRows {
  readonly subscriber: NewRows
  readonly account: NewRows
  readonly audit: NewRows
}

/** Whether {@link newRows} may leave out what new accounts usually do not have. */
export const areUsual = (newcomers: ReadonlyArray<Newcomer>): boolean =>
  newcomers.every(({ account }) => isUsual(account))

/** `example` is any account of the installation. */
export const newRows = (tables: OwnTables, example: Newcomer, usual: boolean): AllNewRows => {
  const { columns, values } = usual ? USUAL_NEW_ACCOUNT : ANY_NEW_ACCOUNT
  return {
    subscriber: {
      table: "subscriber",
      columns: Object.keys(example.subscriber),
      values: ({ subscriber }) => Object.values(subscriber),
    },
    account: { table: tables.account, columns, values: ({ account }) => values.map((value) => value(account)) },
    audit: { table: tables.audit, columns: AUDIT_COLUMNS, values: ({ record }) => auditParams(record) },
  }
}
