import type { Change, CommitOutcome } from "@sipwright/core"
import type { MemoryTables } from "../tables/tables.ts"
import { addAccounts } from "./add-accounts.ts"
import { aliases } from "./aliases.ts"
import { apiKeys } from "./api-keys.ts"
import { changeAccounts } from "./change-accounts.ts"
import { domains } from "./domains.ts"
import { forwarding } from "./forwarding.ts"
import type { Handlers } from "./handlers.ts"
import { numbers } from "./numbers.ts"
import { operators } from "./operators.ts"
import { phones } from "./phones.ts"
import { removeAccounts } from "./remove-accounts.ts"
import { roles } from "./roles.ts"
import { sessions } from "./sessions.ts"
import { spaces } from "./spaces.ts"
import { trial } from "./trial.ts"

const handlers: Handlers<Change["_tag"]> = {
  ...addAccounts,
  ...changeAccounts,
  ...forwarding,
  ...removeAccounts,
  ...aliases,
  ...phones,
  ...numbers,
  ...domains,
  ...operators,
  ...apiKeys,
  ...roles,
  ...sessions,
  ...spaces,
  ...trial,
}

const nothing: CommitOutcome = { added: 0, skipped: 0 }

/** Makes one change. Throws `GuardFailed`. */
export const apply = (tables: MemoryTables, change: Change, time: number): CommitOutcome => {
  // The table has for each tag the handler of that very change, which the type of a look-up cannot say.
  const handler = handlers[change._tag] as (tables: MemoryTables, change: Change, time: number) => CommitOutcome | void
  return handler(tables, change, time) ?? nothing
}
