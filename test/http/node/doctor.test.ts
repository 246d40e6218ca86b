import { createHash } from "node:crypto"
import { createKamailioTables, openDatabase } from "@sipwright/adapters/sql"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { databases, type TestDatabase } from "../../support/databases.ts"
import { type Ran, run } from "./captured-io.ts"

interface Report {
  readonly rows: number
  readonly mended: ReadonlyArray<string>
  readonly findings: ReadonlyArray<{ readonly kind: string; readonly count: number; readonly sentence: string }>
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

  it.skipIf(kind.skip !== undefined)("finds hashes of another realm, where the password is known", async () => {
    const other = await kind.create()
    const own = { SIPWRIGHT_DATABASE_URL: other.url, SIPWRIGHT_SECRET_KEY: "7".repeat(64) }
    const ran = (words: string, more: Readonly<Record<string, string>> = {}, input = "") =>
      run(words.split(" "), { ...own, ...more }, input)
    const findings = async (more: Readonly<Record<string, string>> = {}) => {
      const { out } = await ran("doctor --json", more)
      const report = JSON.parse(out) as Report
      return report.findings.map((one) => [
        one.kind,
        one.count,
        one.sentence.replace(/.*( of another realm [^:]*):.*/, "$1"),
      ])
    }
    const opened = await openDatabase({ url: other.url })
    await createKamailioTables(opened)
    await ran("domain add example.org")
    const columns = "address,registrar\n"
    await ran("import accounts -", {}, `${columns}a@example.org,r\nb@example.org,r\n`)
    expect(await findings()).toEqual([])
    const fixed = { SIPWRIGHT_REALM: "sip.example.net" }
    expect(await findings(fixed)).toEqual([["other-realm", 2, " of another realm (example.org) than sip.example.net"]])
    await ran("import accounts -", fixed, `${columns}c@example.org,r\n`)
    expect(await findings()).toEqual([["other-realm", 1, " of another realm than the domain"]])
    const ha1 = createHash("md5").update("d:example.org:the secret of d").digest("hex")
    const row = ["d", "example.org", "the secret of d", ha1, ha1]
    await opened.run("INSERT INTO subscriber (username, domain, password, ha1, ha1b) VALUES (?, ?, ?, ?, ?)", row)
    expect((await findings(fixed))[0]).toEqual([
      "other-realm",
      3,
      " of another realm (example.org) than sip.example.net",
    ])
    // Nobody knows what is behind a hash that somebody else wrote.
    await opened.run("UPDATE subscriber SET password = 'filler' WHERE username = 'd'")
    expect((await findings(fixed))[0]?.[1]).toBe(2)
    await opened.close()
    await other.close()
  })
})
