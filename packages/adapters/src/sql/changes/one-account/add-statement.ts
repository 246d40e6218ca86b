import type { Param } from "../../database.ts"
import type { Newcomer } from "./new-rows.ts"
import type { Seen } from "./nothing-in-the-way.ts"

/**
 * One statement that makes all of some new accounts where nothing is in the way of any, and none where something is. It answers a row with `made`, which is
 * 0 where none was made, and `seen`, the highest id of `subscriber` that was looked at.
 */
export interface AddStatement {
  readonly text: (newcomers: number) => string
  readonly params: (newcomers: ReadonlyArray<Newcomer>, seen: Seen | undefined) => ReadonlyArray<Param>
}
