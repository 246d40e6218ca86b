import type { DatabaseName } from "../support/test-database.ts"
import type { Ratio } from "./rounds.ts"

/** A row of the table. */
export interface Outcome {
  readonly job: string
  readonly database?: DatabaseName | undefined
  readonly setting: string
  readonly product: string
  /** What it is measured against, and how fast that was. */
  readonly bare: string
  /** Product by bare; of a time or a size that has a limit, the measured value itself. */
  readonly ratio: Ratio
  /** The same by what the process of a server used of its core for a call, which others on the machine hardly change. */
  readonly byCpu?: Ratio
  readonly target?: Target | undefined
}

/** What has to be reached, and what is aimed for. */
interface Target {
  readonly must: number
  readonly ambition?: number
  /** `least` for speeds, `most` for times and sizes. */
  readonly bound: "least" | "most"
}

/** What a ratio of equals can differ from 1 here: an A/A run of nine rounds gave 0.93 and 0.99. */
export const TOLERANCE = 0.07

export type Verdict = "ambition" | "ok" | "within noise" | "MISSED" | "FAILED" | ""

/** Of the median. `within noise` is below the must by less than the tolerance. */
export const verdictOf = ({ ratio: { median }, target }: Pick<Outcome, "ratio" | "target">): Verdict => {
  if (!Number.isFinite(median)) return "FAILED"
  if (target === undefined) return ""
  const { must, ambition, bound } = target
  const reaches = (goal: number): boolean => (bound === "least" ? median >= goal : median <= goal)
  if (ambition !== undefined && reaches(ambition)) return "ambition"
  if (reaches(must)) return "ok"
  return reaches(bound === "least" ? must - TOLERANCE : must * (1 + TOLERANCE)) ? "within noise" : "MISSED"
}
