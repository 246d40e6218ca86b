import type { Command } from "commander"
import { readFile } from "node:fs/promises"
import { UsageError } from "./exit-code.ts"
import type { Io } from "./io.ts"

export interface PasswordOptions {
  readonly passwordFile?: string
  readonly passwordStdin?: boolean
}

/** How a password gets in: never as an argument, which every process on the machine can read. */
export const withPasswordOptions = (command: Command): Command =>
  command
    .option("--password-file <path>", "read the password from a file")
    .option("--password-stdin", "read the password from standard input")

const firstLine = (text: string): string => text.replace(/\r?\n$/, "")

const readAll = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const pieces: Array<Buffer> = []
  for await (const piece of stream) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString("utf8")
}

const CANCEL = new Set(["\u0003", "\u0004"])
const ERASE = new Set(["\u0008", "\u007f"])

/** One line from a terminal that does not show it. */
const askHidden = ({ stdin, stderr }: Io, prompt: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let typed: Array<string> = []
    const end = (settle: () => void) => {
      stdin.off("data", onData)
      stdin.setRawMode?.(false)
      stdin.pause()
      stderr.write("\n")
      settle()
    }
    const onData = (piece: string | Buffer) => {
      for (const key of String(piece)) {
        if (key === "\r" || key === "\n") return end(() => resolve(typed.join("")))
        if (CANCEL.has(key)) return end(() => reject(new UsageError("Cancelled: no password was given.")))
        if (ERASE.has(key)) typed = typed.slice(0, -1)
        else typed.push(key)
      }
    }
    stdin.setEncoding("utf8")
    stdin.setRawMode?.(true)
    stdin.on("data", onData)
    stdin.resume()
    // Only now: what is typed before the terminal is quiet would be shown.
    stderr.write(prompt)
  })

/** The new password that a command was given, asked for twice where it is typed. Rejects with {@link UsageError}. */
export const readNewPassword = async (io: Io, options: PasswordOptions): Promise<string> => {
  if (options.passwordFile !== undefined && options.passwordStdin === true) {
    throw new UsageError("--password-file and --password-stdin exclude each other.")
  }
  if (options.passwordFile !== undefined) return firstLine(await readFile(options.passwordFile, "utf8"))
  if (options.passwordStdin === true) return firstLine(await readAll(io.stdin))
  if (io.stdin.isTTY !== true) {
    throw new UsageError("There is no terminal to ask for the password: give --password-file PATH or --password-stdin.")
  }
  const password = await askHidden(io, "Password: ")
  if ((await askHidden(io, "Once more: ")) !== password) throw new UsageError("The two passwords differ.")
  return password
}
