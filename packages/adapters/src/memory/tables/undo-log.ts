/** Remembers how to take back what was done since a transaction began. */
export class UndoLog {
  #steps: Array<() => void> | undefined

  push(step: () => void): void {
    this.#steps?.push(step)
  }

  /** Runs the work; where it throws, everything it did is taken back. Nothing else can run in between: it is synchronous. */
  transaction<A>(work: () => A): A {
    const steps: Array<() => void> = []
    this.#steps = steps
    try {
      return work()
    } catch (error) {
      this.#steps = undefined
      for (const step of steps.toReversed()) step()
      throw error
    } finally {
      this.#steps = undefined
    }
  }
}
