import type { Outcome } from "./outcome.ts"
import { median, ratioOf } from "./rounds.ts"
import { perSecond } from "./table.ts"
import type { Load } from "./wrk.ts"

type Sample = Pick<Load, "perSecond" | "cpuPerCall">

const micros = (value: number): string => value.toFixed(value < 10 ? 2 : 0)

/** The outcome of loads on two servers, taken in turn. */
export const compared = (
  row: Pick<Outcome, "job" | "database" | "setting" | "target">,
  product: ReadonlyArray<Sample>,
  bare: ReadonlyArray<Sample>,
): Outcome => {
  const speeds = (samples: ReadonlyArray<Sample>) => samples.map((sample) => sample.perSecond)
  const costs = (samples: ReadonlyArray<Sample>) => samples.map((sample) => sample.cpuPerCall)
  const told = (samples: ReadonlyArray<Sample>) =>
    `${perSecond(median(speeds(samples)))} (${micros(median(costs(samples)))} µs)`
  return {
    ...row,
    product: told(product),
    bare: told(bare),
    ratio: ratioOf(speeds(product), speeds(bare)),
    byCpu: ratioOf(costs(bare), costs(product)),
  }
}
