import { spawn } from "node:child_process"
import { once } from "node:events"
import { cpuTime, peakMemory } from "./pinned-process.ts"

/** What a program took that ran to its end. */
export interface TimedRun {
  readonly milliseconds: number
  /** Until it was last looked at, which is shortly before its end. */
  readonly cpuMilliseconds: number
  /** In MB. */
  readonly peakMemory: number
}

const LOOK_EVERY = 20

/** Runs a program of Node as a user would, on whatever cores there are, from its start to its end. Rejects where it fails. */
export const runTimed = async (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>,
): Promise<TimedRun> => {
  const start = performance.now()
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: "production", ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  })
  let said = ""
  child.stderr.on("data", (part) => (said += String(part)))
  const { pid } = child
  let [cpu, peak] = [0, 0]
  const look = (): void => {
    if (pid === undefined) return
    try {
      const memory = peakMemory(pid)
      // A process that has ended and was not waited for has no memory.
      if (Number.isNaN(memory)) return
      ;[cpu, peak] = [cpuTime(pid), memory]
    } catch {
      // It has ended.
    }
  }
  const timer = setInterval(look, LOOK_EVERY)
  try {
    const [code] = (await once(child, "exit")) as [number | null]
    const milliseconds = performance.now() - start
    if (code !== 0) throw new Error(`${args.join(" ")} failed: ${said}`)
    return { milliseconds, cpuMilliseconds: cpu / 1000, peakMemory: peak }
  } finally {
    clearInterval(timer)
  }
}
