import { type GenericFormatter, SingleBar } from "cli-progress"
import type { Io } from "./io.ts"

const WIDTH = 30
// cli-progress counts whole steps.
const STEPS = 10_000

const format: GenericFormatter = (_, { progress, eta }, { text, known }: { text: string; known: boolean }) => {
  if (!known) return text
  const full = Math.round(progress * WIDTH)
  const left = Number.isFinite(eta) && progress < 1 ? `, ${eta} s left` : ""
  return `[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${Math.floor(progress * 100)}%, ${text}${left}`
}

/** How far a long work has come, on standard error and for people at a terminal only. */
export const progressBar = ({ stderr }: Pick<Io, "stderr">) => {
  const bar = new SingleBar({ stream: stderr, format, clearOnComplete: true, hideCursor: true, fps: 10 })
  let isShown = false
  return {
    /** `done` goes from 0 to 1; without it only the text is shown. */
    show: (text: string, done?: number): void => {
      if (stderr.isTTY !== true) return
      const payload = { text, known: done !== undefined }
      const step = Math.round((done ?? 0) * STEPS)
      if (isShown) bar.update(step, payload)
      else bar.start(STEPS, step, payload)
      isShown = true
    },
    /** Makes room for a line on the same terminal; the bar comes again by itself. */
    interrupt: (): void => {
      if (isShown) stderr.write("\r\u001B[K")
    },
    end: (): void => {
      if (isShown) bar.stop()
      isShown = false
    },
  }
}
