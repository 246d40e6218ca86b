import type { Database, Param, Row } from "../database.ts"
import { bySize } from "./chunks.ts"
import { together } from "./together.ts"

/** The most callers of one statement. */
const MOST = 16

// Few sizes, so that only few texts are ever prepared.
const sizeFor = (callers: number): number => 2 ** Math.ceil(Math.log2(callers))

/**
 * Looks rows up, at most one for each caller: those who ask {@link together} are answered by one statement. On SQLite there is no trip to save,
 * and each is answered by itself.
 *
 * `text` is a statement that begins with SELECT and answers at most one row; it is given what has to stand behind that word.
 */
export const lookUpTogether = (
  database: Pick<Database, "all" | "dialect">,
  text: (first: string) => string,
): ((params: ReadonlyArray<Param>) => Promise<Row | undefined>) => {
  const alone = text("")
  const one = async (params: ReadonlyArray<Param>): Promise<Row | undefined> => (await database.all(alone, params))[0]
  if (database.dialect === "sqlite") return one

  const texts = bySize((size) =>
    Array.from({ length: size }, (_, turn) => text(`${turn} AS turn, `)).join(" UNION ALL "),
  )

  return together<ReadonlyArray<Param>, Row | undefined>(MOST, async (asked) => {
    const [first] = asked
    if (first !== undefined && asked.length === 1) {
      first.resolve(await one(first.question))
      return
    }
    const size = sizeFor(asked.length)
    const params = Array.from({ length: size }, (_, turn) => (asked[turn] ?? first)?.question ?? []).flat()
    const found = new Map((await database.all(texts(size), params)).map((row) => [Number(row["turn"]), row]))
    for (const [turn, { resolve }] of asked.entries()) resolve(found.get(turn))
  })
}
