/** How much an event matters. */
export type LogLevel = "info" | "warn" | "error"

/** Writes what happened: `message` for people, the rest for machines. Nothing secret may be in either. */
export type Log = (level: LogLevel, event: string, message: string, fields?: Readonly<Record<string, unknown>>) => void

/** One line an event: the sentence on a terminal, JSON elsewhere. */
export const logTo =
  (stream: Pick<NodeJS.WritableStream, "write"> & { readonly isTTY?: boolean }): Log =>
  (level, event, message, fields = {}) => {
    const line =
      stream.isTTY === true
        ? message
        : JSON.stringify({ time: new Date().toISOString(), level, event, message, ...fields })
    stream.write(`${line}\n`)
  }
