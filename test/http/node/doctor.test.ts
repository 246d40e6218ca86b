import { createHash } from "node:crypto"
import { createKamailioTables, openDatabase } from "@sipwright/adapters/sql"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { databases, type TestDatabase } from "../../support/databases.ts"
import { type Ran, run } from "./captured-io.ts"

interface Report {
  readonly rows: number
  readonly mended: ReadonlyArray<string>
  readonly findings: ReadonlyArray<{ readonly kind: string; readonly count: number }>
}

const ROWS = 1203

/** More rows than are looked at in one piece, some of them with an empty password. */
const rowsOf = (count: number): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from({ length: count }, (_, at) => {
    const ha1 = createHash("md5").update(`user${at}:example.org:secret${at}`).digest("hex")
    return [`user${at}`, "example.org", at % 100 === 0 ? "" : `filler${at}`, ha1, ha1]
  })

describe.for(databases())("doctor, adopt and migrate on $name", (kind) => {
  let database: TestDatabase
  let environment: Readonly<Record<string, string>>
  const cli = (words: string): Promise<Ran> => run(words.split(" "), environment)
  const report = async (words: string): Promise<Report> => JSON.parse((await cli(words)).out) as Report
  const kinds = ({ findings }: Report) => findings.map((finding) => [finding.kind, finding.count])

  beforeAll(async () => {
    if (kind.skip !== undefined) return
    database = await kind.create()
    environment = { SIPWRIGHT_DATABASE_URL: database.url, SIPWRIGHT_SECRET_KEY: "7".repeat(64) }
    const opened = await openDatabase({ url: database.url })
    await createKamailioTables(opened)
    for (const row of rowsOf(ROWS)) {
      await opened.run("INSERT INTO subscriber (username, domain, password, ha1, ha1b) VALUES (?, ?, ?, ?, ?)", row)
    }
    await opened.close()
  })
  afterAll(() => database?.close())

  it.skipIf(kind.skip !== undefined)("finds, mends and adopts", async () => {
    const bare = await cli("doctor")
    expect(bare).toMatchObject({ code: 1 })
    expect(bare.out).toContain("sipwright migrate")
    expect(await cli("migrate")).toMatchObject({ code: 0, err: "" })

    const found = await report("doctor --json")
    expect(found.rows).toBe(ROWS)
    expect(kinds(found)).toEqual([
      ["empty-password", 13],
      ["unknown-row", ROWS],
    ])
    const mended = await report("doctor --fix --json")
    expect(mended.mended[0]).toContain("13")
    expect(kinds(mended)).toEqual([])
    expect(await cli("doctor")).toMatchObject({ code: 0, err: "" })

    await database.query("DELETE FROM subscriber WHERE username = 'user7'")
    await database.query("UPDATE subscriber SET password = 'secret8' WHERE username = 'user8'")
    await database.query("DELETE FROM version WHERE table_name = 'location'")
    expect(kinds(await report("doctor --json"))).toEqual([
      ["clear-text", 1],
      ["missing-version", 1],
      ["missing-row", 1],
    ])
    expect(JSON.parse((await cli("adopt --json")).out)).toEqual({ known: ROWS, gone: 1 })
    expect(await run(["serve"], { ...environment, SIPWRIGHT_PORT: "0" })).toMatchObject({
      code: 1,
      err: expect.stringContaining("SIPWRIGHT_PASSWORD_STORAGE"),
    })
  })
})
