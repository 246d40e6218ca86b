import type { Job } from "./job.ts"
import { addLocal } from "./jobs/add-local.ts"
import { ping } from "./jobs/ping.ts"
import { read } from "./jobs/read.ts"
import { session } from "./jobs/session.ts"

export const JOBS: ReadonlyArray<Job> = [ping, read, addLocal, session]
