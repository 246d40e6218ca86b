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
const NEXT = `SELECT id, username, domain, password, ha1 FROM subscriber WHERE id > ? ORDER BY id LIMIT ${CHUNK}`

const read = (row: Row): InspectedRow => ({
  id: Number(row["id"]),
  username: textOf(row["username"]),
  domain: textOf(row["domain"]),
  password: textOf(row["password"]),
  ha1: textOf(row["ha1"]),
})

/** All rows of `subscriber` in pieces, by id, so that nothing is locked or held open meanwhile. */
export async function* subscriberRows(kamailio: Pick<Connection, "all">): AsyncGenerator<ReadonlyArray<InspectedRow>> {
  for (let after = -1; ; ) {
    const rows = (await kamailio.all(NEXT, [after])).map(read)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (rows.length < CHUNK) return
    after = last.id
  }
}
