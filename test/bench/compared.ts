import type { Outcome } from "./outcome.ts"
import { median, ratioOf } from "./rounds.ts"
import { perSecond } from "./table.ts"
import type { Load } from "./wrk.ts"

type Sample = Pick<Load, "perSecond" | "cpuPerCall">

/** The outcome of loads on two servers, taken in turn. */
export const compared = (
  row: Pick<Outcome, "job" | "database" | "setting" | "target">,
  product: ReadonlyArray<Sample>,
  bare: ReadonlyArray<Sample>,
): Outcome => {
  const speeds = (samples: ReadonlyArray<Sample>) => samples.map((sample) => sample.perSecond)
  const costs = (samples: ReadonlyArray<Sample>) => samples.map((sample) => sample.cpuPerCall)
  const told = (samples: ReadonlyArray<Sample>) =>
    `${perSecond(median(speeds(samples)))} (${Math.round(median(costs(samples)))} µs)`
  return {
    ...row,
    product: told(product),
    bare: told(bare),
    ratio: ratioOf(speeds(product), speeds(bare)),
    byCpu: ratioOf(costs(bare), costs(product)),
  }
}
