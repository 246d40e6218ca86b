import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import Database from "better-sqlite3"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { temporaryDirectory } from "../../support/temporary-directory.ts"
import { type Ran, run } from "./captured-io.ts"

const home = temporaryDirectory("cli")
afterAll(() => home.remove())

const file = join(home.path, "cli.db")
const environment = { SIPWRIGHT_DATABASE_URL: `sqlite:${file}` }
const cli = (words: string, input = ""): Promise<Ran> => run(words.split(" "), environment, input)
const sql = (text: string, ...parameters: ReadonlyArray<string>): void => {
  const connection = new Database(file)
  connection.prepare(text).run(...parameters)
  connection.close()
}

describe("usage", () => {
  it.each(["--help", "serve --help", "account add --help", "--version"])("%s", async (words) => {
    const ran = await run(words.split(" "))
    expect(ran).toMatchObject({ code: 0, err: "" })
    expect(ran.out).not.toBe("")
  })

  it("lists the settings in the help of serve", async () => {
    const { out } = await run(["serve", "--help"])
    expect(out.replace(/\s+/g, " ")).toContain(
      "--port <value> SIPWRIGHT_PORT: port to listen on; 0 takes a free one (default: 8080)",
    )
    expect(out).toContain("SIPWRIGHT_ADMIN_PASSWORD")
    expect(out).not.toContain("--admin-password")
  })

  it.each(["", "nonsense", "account", "account add", "account list --nonsense", "operator add a --password secret"])(
    "%j is a wrong usage",
    async (words) =>
      expect(await run(words === "" ? [] : words.split(" "), environment)).toMatchObject({ code: 2, out: "" }),
  )

  it("says what is wrong with a setting", async () => {
    const ran = await run(["account", "list"], { SIPWRIGHT_DATABASE_URL: "mysql://u:geheim@h" })
    expect(ran.code).toBe(2)
    expect(ran.err).toMatch(/^SIPWRIGHT_DATABASE_URL names no database\.\n$/)
  })

  it("warns of a setting that is none", async () => {
    const ran = await run(["account", "list"], { SIPWRIGHT_DATABASE_URL: "memory:", SIPWRIGHT_PROT: "1" })
    expect(ran.err).toContain("SIPWRIGHT_PROT is not a setting")
  })

  it("names a folder that is missing", async () => {
    const ran = await run(["account", "list"], { SIPWRIGHT_DATABASE_URL: `sqlite:${home.path}/nowhere/a.db` })
    expect(ran).toMatchObject({ code: 2 })
    expect(ran.err).toContain("SIPWRIGHT_DATABASE_URL: there is no folder")
  })

  it("ends with 3 where the database is away", async () => {
    const away = { SIPWRIGHT_DATABASE_URL: "postgres://u:geheim@127.0.0.1:1/d", SIPWRIGHT_SECRET_KEY: "7".repeat(64) }
    const ran = await run(["account", "list"], away)
    expect(ran.code).toBe(3)
    expect(ran.err).toContain("ECONNREFUSED")
    expect(ran.err).not.toContain("geheim")
    expect(ran.err).not.toContain("\n    at ")
  })
})

describe("migrate", () => {
  it("makes the tables, and has nothing to do then", async () => {
    expect((await cli("migrate")).out).toMatch(/^Brought our tables up to date: 0001/)
    expect((await cli("migrate --json")).out).toBe('{"steps":[]}\n')
  })

  it("is refused on memory", async () => {
    expect(await run(["migrate"], { SIPWRIGHT_DATABASE_URL: "memory:" })).toMatchObject({ code: 2 })
  })

  it("is asked for where it is forbidden", async () => {
    const other = { SIPWRIGHT_DATABASE_URL: `sqlite:${join(home.path, "bare.db")}`, SIPWRIGHT_MIGRATE: "no" }
    const ran = await run(["account", "list"], other)
    expect(ran.code).toBe(3)
    expect(ran.err).toContain("sipwright migrate")
  })
})

describe("domains and accounts", () => {
  it("adds, shows and removes", async () => {
    expect(await cli("domain add Example.ORG")).toMatchObject({
      code: 0,
      out: "Added the domain example.org. Kamailio sees it after domain.reload.\n",
    })
    expect(await cli("domain add example.org")).toMatchObject({
      code: 1,
      err: "The domain example.org exists already.\n",
    })
    expect((await cli("domain list --json")).out).toBe('["example.org"]\n')
    expect(await cli("account add alice@example.org")).toMatchObject({ code: 1 })
    expect(await cli("domain servers example.org --registrar-host sip.example.org")).toMatchObject({ code: 2 })
    const servers = "--registrar-host sip.example.org --proxy-port 5080 --provisioning-url https://p.example.org/"
    expect(await cli(`domain servers example.org ${servers}`)).toMatchObject({ code: 0 })
    expect((await cli("domain servers example.org")).out).toContain("proxyPort        5080")

    const added = await cli("account add alice@example.org --name Alice --json")
    const { password } = JSON.parse(added.out) as { password: string }
    expect(password).toMatch(/^[A-Za-z0-9]{24}$/)
    expect(await cli("account add ALICE@example.org")).toMatchObject({ code: 1 })
    expect(await cli("account add nonsense")).toMatchObject({ code: 1, out: "" })

    const shown = await cli("account get alice@example.org")
    expect(shown.out).toContain("displayName    Alice")
    expect(shown.out).not.toContain(password)
    expect((await cli("account get alice@example.org --secrets")).out).toContain(password)
    expect((await cli("account list --search al*")).out).toBe(
      "ADDRESS            TYPE   NAME\nalice@example.org  local  Alice\n",
    )
    expect((await cli("account list --search b* --json")).out).toBe("[]\n")
    expect(await cli("domain remove example.org")).toMatchObject({ code: 1 })
    for (const [command, state] of [
      ["block", "blocked"],
      ["deactivate", "blocked"],
      ["unblock", "deactivated"],
      ["activate", "active"],
    ]) {
      const stays = state === "active" ? "" : " What it has registered stays until it expires."
      expect((await cli(`account ${command} alice@example.org`)).out).toBe(
        `The account alice@example.org is ${state}.${stays}\n`,
      )
    }
    expect((await cli("account access alice@example.org full_write")).out).toBe(
      "The account alice@example.org has access full_write.\n",
    )
    expect((await cli("account get alice@example.org --json")).out).toMatch(/"access": ?"full_write"/)
    expect(await cli("account access alice@example.org king")).toMatchObject({ code: 1 })
    expect(await cli("account remove alice@example.org")).toMatchObject({ code: 0 })
    expect(await cli("account get alice@example.org")).toMatchObject({ code: 1 })
  })

  it("takes the password of a remote account from a file or standard input, never from its arguments", async () => {
    const path = join(home.path, "password.txt")
    writeFileSync(path, "aus der Datei\n")
    const words = "account add --remote --registrar-host reg.example.net"
    expect(await cli(`${words} bob@example.net --password-file ${path}`)).toMatchObject({ code: 0 })
    expect((await cli("account get bob@example.net --secrets")).out).toContain("aus der Datei")
    expect(await cli(`${words} carol@example.net --password-stdin`, "from-stdin\n")).toMatchObject({ code: 0 })
    expect((await cli("account get carol@example.net --secrets")).out).toContain("from-stdin")
    expect(await cli(`${words} dave@example.net`)).toMatchObject({ code: 2 })
    expect(await cli(`${words} dave@example.net --password-stdin --password-file ${path}`)).toMatchObject({ code: 2 })
    expect(await cli(`${words} dave@example.net --password-file ${path}.gone`)).toMatchObject({ code: 3 })
    expect(await cli(`${words} dave@example.net --password-stdin`, "")).toMatchObject({ code: 1 })
  })
})

describe("aliases, phones, numbers and keys", () => {
  it("adds, lists and removes aliases, and the numbers they take", async () => {
    await cli("domain add alias.example")
    const servers = "--registrar-host sip.alias.example --provisioning-url https://p.alias.example/"
    await cli(`domain servers alias.example ${servers}`)
    await cli("account add dora@alias.example")
    expect((await cli("number add +4930100 +4930109")).out).toBe(
      "Added 10 numbers; 0 were in the pool or in use already.\n",
    )
    expect((await cli("number add +4930200")).out).toBe("Added +4930200.\n")
    expect(await cli("number add +4930200")).toMatchObject({ code: 1 })
    expect((await cli("alias add +4930105@alias.example dora@alias.example")).out).toBe(
      "Made the alias +4930105@alias.example to dora@alias.example.\n",
    )
    expect(await cli("alias add x@elsewhere.example dora@alias.example")).toMatchObject({ code: 1 })
    expect((await cli("number list --search +493010?")).out).not.toContain("+4930105")
    expect((await cli("alias list --of dora@alias.example")).out).toBe(
      "ALIAS                   DESTINATION\n+4930105@alias.example  dora@alias.example\n",
    )
    expect((await cli("alias remove +4930105@alias.example")).out).toContain("Removed the alias")
    expect(await cli("alias remove +4930105@alias.example")).toMatchObject({ code: 1 })
    expect((await cli("number pull +4930200")).out).toBe("+4930200\n")
    expect(await cli("number pull +4930200")).toMatchObject({ code: 1 })
    expect(JSON.parse((await cli("number pull --search *107 --json")).out)).toEqual({ number: "+4930107" })
  })

  it("adds, lists and removes phones", async () => {
    expect((await cli("phone add 00:11:22:33:44:55 dora@alias.example")).out).toMatch(/carries dora@alias\.example/)
    expect((await cli("phone list")).out).toBe("001122334455\n")
    expect((await cli("phone list 001122334455")).out).toBe("dora@alias.example\n")
    expect(await cli("account remove dora@alias.example")).toMatchObject({ code: 1 })
    expect(await cli("phone remove 001122334455 dora@alias.example")).toMatchObject({ code: 0 })
    expect(await cli("phone list 001122334455")).toMatchObject({ code: 1 })
    expect(await cli("phone add nonsense dora@alias.example")).toMatchObject({ code: 1 })
  })

  it("adds, lists and removes API keys, and shows a secret once", async () => {
    const made = await cli("api-key add --host 192.0.2.1 --access full_write --label billing --json")
    const { id, key } = JSON.parse(made.out) as { readonly id: string; readonly key: string }
    expect(key).toMatch(/^sipw_/)
    const listed = await cli("api-key list")
    expect(listed.out).toMatch(new RegExp(`^ID .*\n${id} +full_write +192\\.0\\.2\\.1 +secret +- +- +billing\n$`))
    expect(listed.out).not.toContain(key)
    const { generateKeyPairSync } = await import("node:crypto")
    const path = join(home.path, "key.pub")
    writeFileSync(path, generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }))
    const pair = await cli(`api-key add --host 192.0.2.0/24 --expires 2999-01-01T00:00:00Z --public-key-file ${path}`)
    expect(pair.out).toMatch(/^Made the API key \w+, with access limited_read\.\n$/)
    expect((await cli("api-key list")).out).toContain("2999-01-01 00:00")
    expect(await cli(`api-key remove ${id}`)).toMatchObject({ code: 0, out: `Removed the API key ${id}.\n` })
    expect(await cli(`api-key remove ${id}`)).toMatchObject({ code: 1 })
    expect(await cli("api-key add")).toMatchObject({ code: 2 })
    expect(await cli("api-key add --host nonsense!")).toMatchObject({ code: 1 })
    expect(await cli(`api-key add --host 192.0.2.1 --public-key-file ${path}.gone`)).toMatchObject({ code: 3 })
  })
})

describe("operators", () => {
  it("adds, lists, changes and removes", async () => {
    const made = await cli("operator add root --access super --generate --json")
    expect(JSON.parse(made.out)).toMatchObject({
      name: "root",
      access: "super",
      password: expect.stringMatching(/^\w{24}$/),
    })
    expect(await cli("operator add reader --password-stdin", "pass word")).toMatchObject({
      code: 0,
      out: "Made the operator reader, with access limited_read.\n",
    })
    expect(await cli("operator add reader --generate")).toMatchObject({ code: 1 })
    expect(await cli("operator add x --generate --password-stdin", "a")).toMatchObject({ code: 2 })
    expect(await cli("operator access reader 3")).toMatchObject({ out: "reader has access full_write now.\n" })
    expect(await cli("operator access reader 9")).toMatchObject({ code: 1 })
    expect(await cli("operator role reader admin")).toMatchObject({ out: "reader has the role admin now.\n" })
    expect(await cli("operator role reader")).toMatchObject({ out: "reader has no role of its own now.\n" })
    expect(await cli("operator role reader nothing")).toMatchObject({ code: 1, err: "There is no role nothing.\n" })
    expect(await cli("operator passwd reader --password-stdin", "other")).toMatchObject({ code: 0 })
    expect((await cli("operator list")).out).toMatch(
      /^NAME +ACCESS.*\nreader +full_write +local\nroot +super +local\n$/,
    )
    expect(await cli("operator remove root")).toMatchObject({ code: 1, err: expect.stringContaining("last operator") })
    expect(await cli("operator remove reader")).toMatchObject({ code: 0 })
    expect(await cli("operator remove reader")).toMatchObject({ code: 1 })
  })
})

describe("doctor and adopt", () => {
  beforeAll(() => cli("migrate"))

  it("finds nothing, finds what was done outside, mends it and finds nothing again", async () => {
    expect(await cli("doctor")).toMatchObject({ code: 0 })
    sql(
      "INSERT INTO subscriber (username, domain, password, ha1, ha1b) VALUES ('eve', 'example.org', '', ?, ?)",
      "a".repeat(32),
      "b".repeat(32),
    )
    const found = await cli("doctor --json")
    expect(found.code).toBe(1)
    const { findings } = JSON.parse(found.out) as { findings: ReadonlyArray<{ kind: string; count: number }> }
    expect(findings.map(({ kind, count }) => [kind, count])).toEqual([
      ["empty-password", 1],
      ["unknown-row", 1],
    ])
    const mended = await cli("doctor --fix")
    expect(mended).toMatchObject({ code: 0 })
    expect(mended.out).toContain("Filled 1 empty password")
    expect(await cli("doctor")).toMatchObject({ code: 0 })
    expect((await cli("account get eve@example.org")).code).toBe(0)
  })

  it("tells of clear text, of unusable hashes and of names that differ in case, and leaves them alone", async () => {
    // MD5 of frank:example.org:geheim
    const { createHash } = await import("node:crypto")
    const ha1 = createHash("md5").update("frank:example.org:geheim").digest("hex")
    sql("INSERT INTO subscriber (username, domain, password, ha1) VALUES ('frank', 'example.org', 'geheim', ?)", ha1)
    sql("INSERT INTO subscriber (username, domain, password, ha1) VALUES ('Frank', 'example.org', 'x', 'NOHASH')")
    sql("DELETE FROM version WHERE table_name = 'domain'")
    const found = await cli("doctor --fix")
    expect(found.code).toBe(1)
    expect(found.out).not.toContain("geheim")
    expect(found.out).toContain("1 row of subscriber holds the clear text")
    expect(found.out).toContain("no lower-case MD5 hash")
    expect(found.out).toContain("frank@example.org")
    expect(found.out).toContain("does not list domain")
    const plain = await run(["doctor", "--json"], { ...environment, SIPWRIGHT_PASSWORD_STORAGE: "plaintext" })
    const { findings } = JSON.parse(plain.out) as { findings: ReadonlyArray<{ kind: string }> }
    expect(findings.map(({ kind }) => kind)).not.toContain("clear-text")
    expect(findings.map(({ kind }) => kind)).toContain("other-password")
  })

  it("adopts everything, and counts what is gone", async () => {
    sql(
      "INSERT INTO subscriber (username, domain, password, ha1) VALUES ('grace', 'example.org', 'x', ?)",
      "c".repeat(32),
    )
    sql("DELETE FROM subscriber WHERE username = 'eve'")
    const { known, gone } = JSON.parse((await cli("adopt --json")).out) as { known: number; gone: number }
    expect(gone).toBe(1)
    expect(known).toBeGreaterThanOrEqual(2)
    expect((await cli("account list")).out).toContain("grace@example.org")
  })

  it("does not make a database by looking for it", async () => {
    const path = join(home.path, "never.db")
    expect(await run(["doctor"], { SIPWRIGHT_DATABASE_URL: `sqlite:${path}` })).toMatchObject({ code: 1 })
    expect(existsSync(path)).toBe(false)
    expect(existsSync(`${path}.key`)).toBe(false)
  })
})

describe("audit", () => {
  it("shows who did what, newest first and filtered, without secrets", async () => {
    const rows = async (more = "") =>
      JSON.parse((await cli(`audit --json --limit all${more}`)).out) as ReadonlyArray<{
        readonly id: number
        readonly principal: string
        readonly operation: string
      }>
    const all = await rows()
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted((a, b) => b - a))
    expect(all.at(-1)).toMatchObject({ id: 1, principal: "host", operation: "domains.add" })
    const some = await rows(" --who host --what accounts.* --about ALICE@example.org")
    expect(some.length).toBeGreaterThan(3)
    expect(new Set(some.map(({ operation }) => operation.split(".")[0]))).toEqual(new Set(["accounts"]))
    expect(await rows(" --who nobody")).toEqual([])
    expect(await rows(" --until 2020-01-01T00:00:00Z")).toEqual([])
    expect((await rows(" --since 2020-01-01T00:00:00Z")).length).toBe(all.length)
    const shown = await cli("audit --limit 2")
    expect(shown.out).toMatch(/^TIME +WHO +WHAT +DETAILS\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  host /)
    expect(shown.out.trim().split("\n").length).toBe(3)
    expect((await cli("audit --limit all")).out).not.toMatch(/"(password|ha1)":"(?!<redacted>)/)
    expect(await cli("audit --since yesterday")).toMatchObject({ code: 1, out: "" })
    expect(await cli("audit --limit many")).toMatchObject({ code: 1, out: "" })
  })
})
