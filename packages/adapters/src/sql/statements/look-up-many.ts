import type { Connection, Row } from "../database.ts"
import { bySize, chunks, placeholders } from "./chunks.ts"

/** Looks rows up by any number of keys, in pieces. `text` is given what stands between the parentheses of `IN`. */
export const lookUpMany = (text: (list: string) => string) => {
  const texts = bySize((keys) => text(placeholders(keys)))
  return async (connection: Pick<Connection, "all">, keys: Iterable<string>): Promise<ReadonlyArray<Row>> => {
    const found: Array<ReadonlyArray<Row>> = []
    for (const part of chunks([...new Set(keys)])) found.push(await connection.all(texts(part.length), part))
    return found.flat()
  }
}
