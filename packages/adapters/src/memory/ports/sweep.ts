import type { Rows } from "../tables/rows.ts"

const LOOKED_AT_A_TIME = 20

/** Drops rows that have expired, looking at a few rows a call and going on where it stopped. */
export const makeSweep = <V extends { readonly expires: number }>(table: Rows<V>) => {
  let rows = table.entries()
  return (now: number): void => {
    for (let looked = 0; looked < LOOKED_AT_A_TIME; looked++) {
      const next = rows.next()
      if (next.done) {
        rows = table.entries()
        return
      }
      const [key, row] = next.value
      if (row.expires < now) table.delete(key)
    }
  }
}
