import { parseArgs } from "node:util"
import type { DatabaseName } from "../support/test-database.ts"
import { ALL } from "./job.ts"
import { JOBS } from "./jobs.ts"

export interface Options {
  readonly jobs: ReadonlyArray<string>
  readonly databases: ReadonlyArray<DatabaseName>
  readonly rounds: number
  readonly seconds: number
  readonly warmUp: number
  readonly connections: ReadonlyArray<number>
  readonly scale: number
  /** Where the table is written to, beside the terminal. */
  readonly markdown: string | undefined
  readonly writeReadme: boolean
}

/** The command cannot be understood. The message says why. */
export class BadOption extends Error {
  override readonly name = "BadOption"
}

export const USAGE = `npm run bench -- [options]
  --only read,add-local       these jobs; all of them without it:
${JOBS.map(({ name, about }) => `                                ${name.padEnd(10)} ${about}`).join("\n")}
  --databases sqlite,postgres of ${ALL.join(", ")}
  --rounds 9                  how often each contender runs; BENCH_ROUNDS does the same
  --seconds 1                 how long it runs each time
  --warm-up 6                 for how many seconds a server is loaded before that and not counted
  --connections 16,64         by how many connections the load comes
  --scale 1                   how large everything is; 1 is what the targets are about
  --markdown FILE             writes the table to a file too
  --write-readme              puts it into README.md`

const positive = (name: string, text: string): number => {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new BadOption(`--${name} ${text}: not a number above 0`)
}

const among = <Word extends string>(name: string, text: string | undefined, words: ReadonlyArray<Word>) =>
  text === undefined
    ? words
    : text.split(",").map((part) => {
        const word = words.find((known) => known === part.trim())
        if (word === undefined) throw new BadOption(`--${name} ${part}: not one of ${words.join(", ")}`)
        return word
      })

/** Throws {@link BadOption}; undefined where help was asked for. */
export const readOptions = (args: ReadonlyArray<string>): Options | undefined => {
  const { values } = parse(args)
  if (values.help === true) return undefined
  return {
    jobs: among(
      "only",
      values.only,
      JOBS.map(({ name }) => name),
    ),
    databases: among("databases", values.databases, ALL),
    rounds: Math.ceil(positive("rounds", values.rounds ?? process.env["BENCH_ROUNDS"] ?? "9")),
    seconds: positive("seconds", values.seconds ?? "1"),
    warmUp: positive("warm-up", values["warm-up"] ?? "6"),
    connections: (values.connections ?? "16,64").split(",").map((part) => positive("connections", part)),
    scale: positive("scale", values.scale ?? "1"),
    markdown: values.markdown,
    writeReadme: values["write-readme"] ?? false,
  }
}

const parse = (args: ReadonlyArray<string>) => {
  const text = { type: "string" } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: text,
        databases: text,
        rounds: text,
        seconds: text,
        connections: text,
        "warm-up": text,
        scale: text,
        markdown: text,
        "write-readme": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    })
  } catch (error) {
    throw new BadOption((error as Error).message, { cause: error })
  }
}
