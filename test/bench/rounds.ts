/** A quotient of two figures of one round: the one in the middle of all rounds, and how far they lie apart. */
export interface Ratio {
  readonly median: number
  readonly low: number
  readonly high: number
}

export const median = (figures: ReadonlyArray<number>): number => {
  const sorted = [...figures].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** The quotients round by round: what a machine does to one round, it does to both sides. */
export const ratioOf = (over: ReadonlyArray<number>, under: ReadonlyArray<number>): Ratio => {
  const quotients = over.map((figure, round) => figure / (under[round] ?? Number.NaN))
  return { median: median(quotients), low: Math.min(...quotients), high: Math.max(...quotients) }
}

/**
 * Lets contenders run in turn, the first of a round being the last of the next one, since whoever follows finds a warmer machine. Each runs once
 * before that and is not counted, and again until it has run for `warmUp` seconds: V8 compiles the code of a server that is new to load for seconds
 * more, of the larger program for longer, which is no property of a server that runs for weeks.
 */
export const inTurn = async <Name extends string, Sample>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Promise<Sample>>>,
  warmUp = 0,
): Promise<Readonly<Record<Name, ReadonlyArray<Sample>>>> => {
  const names = Object.keys(contenders) as Array<Name>
  const samples = Object.fromEntries(names.map((name) => [name, [] as Array<Sample>])) as Record<Name, Array<Sample>>
  for (const name of names) {
    const end = performance.now() + warmUp * 1000
    do await contenders[name]()
    while (performance.now() < end)
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) samples[name].push(await contenders[name]())
  }
  return samples
}
