import type { EndSessions } from "@sipwright/core"
import type { Handler } from "./change-transaction.ts"
import type { HandlerDeps } from "./handler-deps.ts"

export const makeEndSessions = ({ tables }: HandlerDeps): Handler<EndSessions> => {
  const end = `DELETE FROM ${tables.session} WHERE operator = ? AND subject = ?`
  return async (tx, { subject }) => {
    await tx.own.run(end, [subject.name, subject.kind])
  }
}
