import { inTurn } from "../rounds.ts"

/** How often a call can be made in a second, one after the other. */
const perSecond = async (seconds: number, call: () => unknown): Promise<number> => {
  const start = performance.now()
  const end = start + seconds * 1000
  let calls = 0
  while (performance.now() < end) {
    // The clock costs as much as some of the calls.
    for (let turn = 0; turn < 100; turn++) await call()
    calls += 100
  }
  return (calls * 1000) / (performance.now() - start)
}

/** Lets calls run in turn in this process, and prints their figures as JSON for whoever started it. */
export const printTimed = async (calls: Readonly<Record<string, () => unknown>>): Promise<void> => {
  const [rounds = 1, seconds = 1] = process.argv.slice(2).map(Number)
  const contenders = Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, () => perSecond(seconds, call)]),
  )
  process.stdout.write(`${JSON.stringify(await inTurn(rounds, contenders))}\n`)
}
