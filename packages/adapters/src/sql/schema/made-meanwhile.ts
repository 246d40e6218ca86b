import type { DriverError } from "../classify-error.ts"
import { SqlError } from "../sql-error.ts"

// PostgreSQL's duplicate_table and duplicate_object, which it answers in spite of IF NOT EXISTS: it looks and makes in two
// steps, and two at once collide in its catalogue. There are unique keys there, too.
const DUPLICATE = new Set(["42P07", "42710"])

/** Whether something could not be made because another process was just making the same. */
export const madeMeanwhile = (error: unknown): boolean =>
  error instanceof SqlError &&
  (error.failure === "unique-violation" || DUPLICATE.has((error.cause as DriverError).code ?? ""))
