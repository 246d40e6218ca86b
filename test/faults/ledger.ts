import { type Deed, fits, type Holding, keyOf, NOTHING } from "./holding.ts"

/** How a call ended: done, refused, not done because something was away, or nobody can say. */
export type Ending = "done" | "refused" | "unchanged" | "unknown"

/** What callers were told, and hence what the database must hold: one of those holdings that fit all answers. */
export class Ledger {
  readonly #possible: Array<ReadonlyArray<Holding>>
  readonly #contradictions: Array<string> = []

  constructor(callers: number) {
    this.#possible = Array.from({ length: callers }, () => [NOTHING])
  }

  get callers(): number {
    return this.#possible.length
  }

  /** Answers that fit nothing that could have been. */
  get contradictions(): ReadonlyArray<string> {
    return this.#contradictions
  }

  record(caller: number, deed: Deed, ending: Ending, password?: string): void {
    const before = this.#possible[caller] ?? []
    const after = new Map<string, Holding>()
    for (const holding of before) {
      const made = deed.makes(holding, password)
      if (made !== undefined && (ending === "done" || ending === "unknown")) after.set(keyOf(made), made)
      const stays = ending === "done" ? false : ending === "refused" ? made === undefined : true
      if (stays) after.set(keyOf(holding), holding)
    }
    if (after.size > 0) {
      this.#possible[caller] = [...after.values()]
      return
    }
    this.#contradictions.push(`${deed.node} was ${ending} with ${before.map(keyOf).join(" or ")}`)
  }

  /** Compares with what is there, in words, and goes on from that. */
  settle(holdings: ReadonlyArray<Holding>): ReadonlyArray<string> {
    const wrong = holdings.flatMap((holding, caller) => {
      const possible = this.#possible[caller] ?? []
      return possible.some((told) => fits(told, holding))
        ? []
        : [`caller ${caller} has ${keyOf(holding)}, and was told ${possible.map(keyOf).join(" or ")}`]
    })
    for (const [caller, holding] of holdings.entries()) this.#possible[caller] = [holding]
    return wrong
  }
}
