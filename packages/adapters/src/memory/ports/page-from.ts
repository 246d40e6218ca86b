import { type Page, pageOf } from "@sipwright/core"

/** The first rows that match, as a page. Reads no further than one row behind it. */
export const pageFrom = <Row, T>(
  rows: Iterable<Row>,
  limit: number,
  matches: (row: Row) => boolean,
  show: (row: Row) => T,
  keyOf: (row: Row) => string,
): Page<T> => {
  const found: Array<Row> = []
  for (const row of rows) {
    if (matches(row)) found.push(row)
    if (found.length > limit) break
  }
  const { items, next } = pageOf(found, limit, keyOf)
  return { items: items.map(show), next }
}
