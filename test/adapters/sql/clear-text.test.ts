import { createKamailioTables, kamailioHoldsClearText } from "@sipwright/adapters/sql"
import { createHash } from "node:crypto"
import { expect, it } from "vitest"
import type { TestDatabase } from "../../support/databases.ts"
import { onEachDatabase } from "./open-each.ts"

const RULES = { algorithm: "MD5", passwordStorage: "ha1", realm: undefined } as const
const SIDE = 150

const holdsClearText = ({ url }: TestDatabase) => kamailioHoldsClearText({ url }, RULES)

/** 22,500 rows that hold no clear text. */
const fill = (backDoor: TestDatabase) =>
  backDoor.query(
    `INSERT INTO subscriber (username, domain, password, ha1, ha1b)
      WITH RECURSIVE counted AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM counted WHERE n < ${SIDE})
      SELECT CONCAT('user', a.n, '-', b.n), 'example.org', 'filler', '${"0".repeat(32)}', '' FROM counted a, counted b`,
  )

const addClearText = async (backDoor: TestDatabase, username: string) => {
  const ha1 = createHash("md5").update(`${username}:example.org:wonder`).digest("hex")
  await backDoor.query(
    "INSERT INTO subscriber (username, domain, password, ha1, ha1b) VALUES (?, 'example.org', 'wonder', ?, '')",
    [username, ha1],
  )
}

onEachDatabase("clear text in Kamailio's table", (opened) => {
  it("is found among the oldest and the newest rows of many", async () => {
    const { database, backDoor } = opened()
    expect(await holdsClearText(backDoor)).toBe(false)
    await createKamailioTables(database)
    expect(await holdsClearText(backDoor)).toBe(false)
    await fill(backDoor)
    expect(await holdsClearText(backDoor)).toBe(false)
    await addClearText(backDoor, "newest")
    expect(await holdsClearText(backDoor)).toBe(true)

    await backDoor.query("DELETE FROM subscriber")
    await addClearText(backDoor, "oldest")
    expect(await holdsClearText(backDoor)).toBe(true)
    await fill(backDoor)
    expect(await holdsClearText(backDoor)).toBe(true)
  })
})
