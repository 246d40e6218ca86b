import { Clock, Effect, Layer } from "effect"

/** A clock that stands still until it is moved. Waiting, as for a time limit, is left to the real one. */
export class ManualClock {
  #now: number

  constructor(now = Date.UTC(2026, 0, 2, 3, 4, 5)) {
    this.#now = now
  }

  get now(): number {
    return this.#now
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
  }

  /** For the runtime of a world. */
  get layer(): Layer.Layer<never> {
    const real = Clock.Clock.defaultValue()
    const millis = () => this.#now
    const nanos = () => BigInt(this.#now) * 1_000_000n
    return Layer.succeed(Clock.Clock, {
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: real.monotonicTimeNanos,
      sleep: (duration) => real.sleep(duration),
    })
  }
}
