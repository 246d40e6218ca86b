import type { Database, Param, Row } from "../database.ts"
import { alongside, unattended } from "../waiting.ts"
import { bySize } from "./chunks.ts"

/** The most callers of one statement. */
const MOST = 8

interface Asked {
  readonly params: ReadonlyArray<Param>
  readonly resolve: (row: Row | undefined) => void
  readonly reject: (error: unknown) => void
}

// Few sizes, so that only few texts are ever prepared.
const sizeFor = (callers: number): number => 2 ** Math.ceil(Math.log2(callers))

/**
 * Looks rows up, at most one for each caller. Callers who ask before the event loop turns are answered by one statement, because a trip to a server costs more than what it finds there: so many
 * callers at once cost hardly more than one. On SQLite there is no trip, and each is answered by itself.
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
  let waiting: Array<Asked> = []

  const answer = async (asked: ReadonlyArray<Asked>): Promise<void> => {
    try {
      const [first] = asked
      if (first !== undefined && asked.length === 1) {
        first.resolve(await one(first.params))
        return
      }
      const size = sizeFor(asked.length)
      const params = Array.from({ length: size }, (_, turn) => (asked[turn] ?? asked[0])?.params ?? []).flat()
      const found = new Map((await database.all(texts(size), params)).map((row) => [Number(row["turn"]), row]))
      for (const [turn, { resolve }] of asked.entries()) resolve(found.get(turn))
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }

  const answerAll = (): void => {
    const all = waiting
    waiting = []
    for (let at = 0; at < all.length; at += MOST) void answer(all.slice(at, at + MOST))
  }

  return (params) =>
    alongside(
      () =>
        new Promise((resolve, reject) => {
          waiting.push({ params, resolve, reject })
          // What is read for all is not subject to how long the first of them has waited.
          if (waiting.length === 1) unattended(() => setImmediate(answerAll))
        }),
    )
}
