import type { EndSessions } from "@sipwright/core"
import type { Handler } from "./change-transaction.ts"
import type { HandlerDeps } from "./handler-deps.ts"

export const makeEndSessions = ({ tables }: HandlerDeps): Handler<EndSessions> => {
  const end = `DELETE FROM ${tables.session} WHERE operator = ? AND subject = ?`
  const removeKey = `DELETE FROM ${tables.apiKey} WHERE account = ?`
  return async (tx, { subject }) => {
    await tx.own.run(end, [subject.name, subject.kind])
    if (subject.kind === "account") await tx.own.run(removeKey, [subject.name])
  }
}
