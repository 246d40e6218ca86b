import type { Job } from "./job.ts"
import { addLocal } from "./jobs/add-local.ts"
import { addRange } from "./jobs/add-range.ts"
import { commandLine } from "./jobs/cli.ts"
import { digest } from "./jobs/digest.ts"
import { flat } from "./jobs/flat.ts"
import { importAccounts } from "./jobs/import.ts"
import { list } from "./jobs/list.ts"
import { login } from "./jobs/login.ts"
import { ping } from "./jobs/ping.ts"
import { read } from "./jobs/read.ts"
import { session } from "./jobs/session.ts"

/** In the order of the table. `flat` comes behind `list`, whose accounts it takes. */
export const JOBS: ReadonlyArray<Job> = [
  ping,
  read,
  addLocal,
  addRange,
  importAccounts,
  list,
  flat,
  session,
  login,
  digest,
  commandLine,
]
