import { inspect } from "node:util"
import type { DatabaseName } from "../support/test-database.ts"
import type { Job, JobContext } from "./job.ts"
import { brief } from "./table.ts"
import { JOBS } from "./jobs.ts"
import type { Options } from "./options.ts"
import type { Outcome } from "./outcome.ts"
import type { Rig } from "./rig.ts"

const NOTHING = { median: Number.NaN, low: Number.NaN, high: Number.NaN }

/** A row for a job that did not get to its end: what the others found is not lost by it. */
const failed = (job: Job, database: DatabaseName, error: unknown): Outcome => {
  const reason = error instanceof Error ? error.message : String(error)
  return { job: job.name, database, setting: reason.split("\n")[0] ?? "", product: "", bare: "", ratio: NOTHING }
}

/** Runs the jobs that were asked for, one after the other. */
export const runJobs = async (
  options: Pick<Options, "jobs" | "databases" | "rounds" | "seconds" | "warmUp" | "connections" | "scale">,
  say: (line: string) => void,
  rig: Rig,
): Promise<ReadonlyArray<Outcome>> => {
  const { jobs, databases, ...settings } = options
  const context: JobContext = { rig, say, ...settings }
  const outcomes: Array<Outcome> = []
  for (const job of JOBS.filter(({ name }) => jobs.includes(name))) {
    for (const database of job.databases.filter((name) => databases.includes(name))) {
      say(`${job.name} on ${database} …`)
      const found = await job.run(context, database).catch((error: unknown) => {
        say(inspect(error))
        return [failed(job, database, error)]
      })
      say(brief(found))
      outcomes.push(...found)
    }
  }
  return outcomes
}
