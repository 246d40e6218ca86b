import { fileURLToPath } from "node:url"
import { runProgram } from "../../support/run-program.ts"
import { SERVER_CORE } from "../cores.ts"
import type { JobContext } from "../job.ts"

/** Runs a program of this folder on the core of the servers; answers the figures that it printed, by contender. */
export const runInProcess = async (
  program: string,
  { rounds, seconds }: Pick<JobContext, "rounds" | "seconds">,
  environment: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, ReadonlyArray<number>>>> => {
  const path = fileURLToPath(import.meta.resolve(`./${program}.ts`))
  const variables = Object.entries({ NODE_ENV: "production", ...environment }).map(
    ([name, value]) => `${name}=${value}`,
  )
  const command = [process.execPath, path, String(rounds), String(seconds)]
  const pinned = ["-c", String(SERVER_CORE), "env", ...variables, ...command]
  const printed = await runProgram("taskset", pinned)
  return JSON.parse(printed) as Readonly<Record<string, ReadonlyArray<number>>>
}
