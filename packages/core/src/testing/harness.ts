import type { Effect } from "effect"
import type { StorePorts } from "../ports/store-ports.ts"
import type { BackDoor } from "./back-door.ts"

/** The two functions of a test runner that the suites need; those of Vitest, Jest, Mocha and `node:test` fit. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly it: (name: string, body: () => Promise<void>) => unknown
}

/** What differs between databases without being wrong. All true where not given. */
export interface StoreCapabilities {
  /** `subscriber` can hold `alice` and `ALICE` in one domain; MariaDB's default collation forbids it. */
  readonly spellingsSideBySide?: boolean
  /** Registrations are read from the `location` table that {@link BackDoor} writes to. */
  readonly locations?: boolean
}

/** A store that a suite works on, and the way behind its back. */
export interface OpenStore {
  /** Runs an effect with the store's ports; rejects with the error itself. Called many times at once by the suites. */
  readonly run: <A, E>(effect: Effect.Effect<A, E, StorePorts>) => Promise<A>
  readonly backDoor: BackDoor
  readonly close: () => Promise<void>
}

/** What an adapter brings to the suites. */
export interface StoreHarness {
  readonly name: string
  readonly runner: TestRunner
  /** A fresh store with empty tables, at every call. */
  readonly open: () => Promise<OpenStore>
  readonly capabilities?: StoreCapabilities
}
