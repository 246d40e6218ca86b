import { PassThrough } from "node:stream"
import { runCli } from "../../../packages/http/src/node/cli/program.ts"

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command line in this process; only standard error may be a terminal. */
export const run = async (
  words: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>> = {},
  input = "",
  isTerminal = false,
): Promise<Ran> => {
  let out = ""
  let err = ""
  const stdin = new PassThrough()
  stdin.end(input)
  const stdout = new PassThrough().on("data", (piece) => (out += String(piece)))
  const stderr = Object.assign(
    new PassThrough().on("data", (piece) => (err += String(piece))),
    { isTTY: isTerminal },
  )
  const code = await runCli(words, "1.2.3", { stdin, stdout, stderr, environment })
  stdout.end()
  stderr.end()
  return { code, out, err }
}
