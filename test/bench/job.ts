import type { DatabaseName } from "../support/test-database.ts"
import type { Outcome } from "./outcome.ts"
import type { Rig } from "./rig.ts"

export interface JobContext {
  readonly rig: Rig
  readonly rounds: number
  /** How long one contender runs in one round. */
  readonly seconds: number
  /** For how many seconds each contender of a load by HTTP runs before the first round that counts. */
  readonly warmUp: number
  /** How many connections the load comes by, one after the other. */
  readonly connections: ReadonlyArray<number>
  /** How large everything is made, 1 for what the targets are about. */
  readonly scale: number
  /** Says in a line what goes on. */
  readonly say: (line: string) => void
}

export interface Job {
  readonly name: string
  readonly about: string
  /** Those that it tells something about. */
  readonly databases: ReadonlyArray<DatabaseName>
  readonly run: (context: JobContext, database: DatabaseName) => Promise<ReadonlyArray<Outcome>>
}

export const ALL: ReadonlyArray<DatabaseName> = ["sqlite", "mariadb", "postgres"]

/** How often what takes seconds is repeated: noise of the machine is within one such sample already. */
export const longRounds = ({ rounds }: Pick<JobContext, "rounds">): number => Math.ceil(rounds / 2)
