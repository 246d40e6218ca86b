/** What a run has chosen by chance, so that one that failed can be made again by SIPWRIGHT_TEST_SEED. */
export const SEED = Number(process.env["SIPWRIGHT_TEST_SEED"] ?? Date.now() % 1_000_000)

/** Whole numbers from 0 to below the bound. */
export type Random = (bound: number) => number

/** The same numbers for the same seed (mulberry32). */
export const seededRandom = (seed: number = SEED): Random => {
  let state = seed >>> 0
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }
}
