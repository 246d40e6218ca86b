import type { Io } from "./io.ts"

/** A line that is written over again and again, for people at a terminal only. */
export const progressLine = ({ stderr }: Pick<Io, "stderr">) => {
  let isShown = false
  return {
    show: (text: string): void => {
      if (stderr.isTTY !== true) return
      isShown = true
      stderr.write(`\r\u001b[K${text}`)
    },
    end: (): void => {
      if (isShown) stderr.write("\r\u001b[K")
      isShown = false
    },
  }
}
