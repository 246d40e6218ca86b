import type { Connection } from "../database.ts"
import { textOf } from "../statements/values.ts"

const TWINS = `SELECT lower(username) AS username, lower(domain) AS domain FROM subscriber
  GROUP BY lower(username), lower(domain) HAVING COUNT(*) > 1 ORDER BY 1, 2`

/** Addresses that more than one row of `subscriber` has, in spellings that differ only in case; in lower case. */
export const caseTwins = async (kamailio: Pick<Connection, "all">): Promise<ReadonlyArray<string>> =>
  (await kamailio.all(TWINS)).map((row) => `${textOf(row["username"])}@${textOf(row["domain"])}`)
