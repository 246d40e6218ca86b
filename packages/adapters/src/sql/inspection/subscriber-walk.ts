import type { Connection, Row } from "../database.ts"
import { textOf } from "../statements/values.ts"

/** What an inspection looks at of a row of `subscriber`. */
export interface InspectedRow {
  readonly id: number
  readonly username: string
  readonly domain: string
  readonly password: string
  readonly ha1: string
}

const CHUNK = 1000

/** From which end rows are looked at. */
export type WalkOrder = "oldest first" | "newest first"

const pages = (beyond: ">" | "<", direction: "ASC" | "DESC") => {
  const page = (where: string) =>
    `SELECT id, username, domain, password, ha1 FROM subscriber${where} ORDER BY id ${direction} LIMIT ${CHUNK}`
  return { first: page(""), next: page(` WHERE id ${beyond} ?`) }
}

const PAGES = { "oldest first": pages(">", "ASC"), "newest first": pages("<", "DESC") }

const read = (row: Row): InspectedRow => ({
  id: Number(row["id"]),
  username: textOf(row["username"]),
  domain: textOf(row["domain"]),
  password: textOf(row["password"]),
  ha1: textOf(row["ha1"]),
})

/** All rows of `subscriber` in pieces, by id, so that nothing is locked or held open meanwhile. */
export async function* subscriberRows(
  kamailio: Pick<Connection, "all">,
  order: WalkOrder = "oldest first",
): AsyncGenerator<ReadonlyArray<InspectedRow>> {
  const { first, next } = PAGES[order]
  let rows = (await kamailio.all(first)).map(read)
  for (;;) {
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (rows.length < CHUNK) return
    rows = (await kamailio.all(next, [last.id])).map(read)
  }
}
