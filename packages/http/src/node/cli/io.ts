import type { ReadStream } from "node:tty"

/** What a command reads and writes. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY" | "setRawMode">>
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Writes, and waits where the reader is slower than we are. */
export const write = (stream: NodeJS.WritableStream, text: string): Promise<void> =>
  stream.write(text) ? Promise.resolve() : new Promise((resolve) => stream.once("drain", resolve))

export const warnOn =
  ({ stderr }: Pick<Io, "stderr">) =>
  (sentence: string): void =>
    void stderr.write(`Warning: ${sentence}\n`)
