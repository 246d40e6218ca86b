import type { JobContext } from "./job.ts"
import { JOBS } from "./jobs.ts"
import type { Options } from "./options.ts"
import type { Outcome } from "./outcome.ts"
import type { Rig } from "./rig.ts"

/** Runs the jobs that were asked for, one after the other. */
export const runJobs = async (
  options: Pick<Options, "jobs" | "databases" | "rounds" | "seconds" | "connections" | "scale">,
  say: (line: string) => void,
  rig: Rig,
): Promise<ReadonlyArray<Outcome>> => {
  const { jobs, databases, ...settings } = options
  const context: JobContext = { rig, say, ...settings }
  const outcomes: Array<Outcome> = []
  for (const job of JOBS.filter(({ name }) => jobs.includes(name))) {
    for (const database of job.databases.filter((name) => databases.includes(name))) {
      say(`${job.name} on ${database} …`)
      outcomes.push(...(await job.run(context, database)))
    }
  }
  return outcomes
}
