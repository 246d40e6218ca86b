import { writeFileSync } from "node:fs"
import { availableParallelism, cpus } from "node:os"
import { BadOption, type Options, readOptions, USAGE } from "./options.ts"
import { TOLERANCE, verdictOf } from "./outcome.ts"
import { writeReadme } from "./readme-table.ts"
import { startRig } from "./rig.ts"
import { runJobs } from "./run-jobs.ts"
import { table } from "./table.ts"
import { missingTools } from "./wrk.ts"

const EXIT = { missed: 1, usage: 2, cannot: 3 } as const

const end = (code: number, sentence: string): never => {
  console.error(sentence)
  process.exit(code)
}

const optionsOf = (args: ReadonlyArray<string>) => {
  try {
    return readOptions(args)
  } catch (error) {
    if (error instanceof BadOption) return end(EXIT.usage, `${error.message}\n\n${USAGE}`)
    throw error
  }
}

const run = async (options: Options) => {
  await using rig = startRig()
  return await runJobs(options, (line) => console.error(line), rig)
}

const options = optionsOf(process.argv.slice(2))
if (options === undefined) {
  console.log(USAGE)
  process.exit(0)
}
const missing = missingTools()
if (missing.length > 0) end(EXIT.cannot, missing.join("\n"))
if (availableParallelism() < 2) end(EXIT.cannot, "Two cores are needed: one for the server and one for the load.")

const { rounds, seconds, warmUp } = options
const header = [
  `${rounds} rounds of ${seconds} s, contenders in turn; ratios are taken within a round, the median counts (± ${TOLERANCE}).`,
  `Under load by HTTP, each contender runs for ${warmUp} s before the first round that counts; otherwise once.`,
  `Node ${process.versions.node}, ${cpus()[0]?.model ?? "unknown processor"}; server on one core, wrk (one thread) on another; commands where the kernel puts them.`,
  "µs: what the process of the server used of its core for a call; by CPU: the ratio of those, which others on the machine hardly change.",
  "MariaDB and PostgreSQL run without fsync, for both sides; SQLite with WAL and synchronous=FULL, for both sides.",
].join("\n")

console.log(`${header}\n`)
const outcomes = await run(options)
const text = table(outcomes)
console.log(`\n${text}`)
if (options.markdown !== undefined) writeFileSync(options.markdown, `${header}\n\n${text}\n`)
if (options.writeReadme) writeReadme(header, outcomes)

const missed = outcomes.filter((outcome) => verdictOf(outcome) === "MISSED" || verdictOf(outcome) === "FAILED")
if (missed.length > 0) end(EXIT.missed, `\n${missed.length} of ${outcomes.length} are missed or failed.`)
