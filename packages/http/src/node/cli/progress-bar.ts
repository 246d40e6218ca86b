import type { GenericFormatter } from "cli-progress"
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

interface Bar {
  /** `done` goes from 0 to 1; without it only the text is shown. */
  readonly show: (text: string, done?: number) => void
  /** Makes room for a line on the same terminal; the bar comes again by itself. */
  readonly interrupt: () => void
  readonly end: () => void
}

export interface ProgressBar extends Bar {
  /** So many of all of them. */
  readonly count: (seen: number, total: number, what: string) => void
}

const progressOf = (bar: Bar): ProgressBar => ({
  ...bar,
  count: (seen, total, what) => bar.show(`${seen} of ${total} ${what}`, total === 0 ? undefined : seen / total),
})

const nothing = (): void => {}
const NO_BAR = progressOf({ show: nothing, interrupt: nothing, end: nothing })

/** How far a long work has come, on standard error and for people at a terminal only. */
export const progressBar = async ({ stderr }: Pick<Io, "stderr">) => {
  if (stderr.isTTY !== true) return NO_BAR
  const { SingleBar } = await import("cli-progress")
  const bar = new SingleBar({ stream: stderr, format, clearOnComplete: true, hideCursor: true, fps: 10 })
  let isShown = false
  return progressOf({
    show: (text, done) => {
      const payload = { text, known: done !== undefined }
      const step = Math.round((done ?? 0) * STEPS)
      if (isShown) bar.update(step, payload)
      else bar.start(STEPS, step, payload)
      isShown = true
    },
    interrupt: () => {
      if (isShown) stderr.write("\r\u001B[K")
    },
    end: () => {
      if (isShown) bar.stop()
      isShown = false
    },
  })
}
