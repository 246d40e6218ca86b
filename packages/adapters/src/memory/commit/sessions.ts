import { endSessions } from "./end-sessions.ts"
import type { Handlers } from "./handlers.ts"

export const sessions: Handlers<"EndSessions"> = {
  EndSessions: (tables, { subject }) => endSessions(tables, subject),
}
