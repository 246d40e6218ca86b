import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { readSettings } from "@sipwright/http/node"
import { secretKeyFor } from "../../../packages/http/src/node/secret-key.ts"
import { temporaryDirectory } from "../../support/temporary-directory.ts"
import { run } from "./captured-io.ts"

const home = temporaryDirectory("key")
afterAll(() => home.remove())

const KEY = "0123456789abcdef".repeat(4)

const keyFor = (environment: Record<string, string>, warn: (sentence: string) => void = () => {}) =>
  secretKeyFor(readSettings({ environment }), warn)

describe("the secret key", () => {
  it("is made beside an SQLite database once, however many ask for it, and is for its owner only", async () => {
    const environment = { SIPWRIGHT_DATABASE_URL: `sqlite:${join(home.path, "one.db")}` }
    const keys = await Promise.all(Array.from({ length: 8 }, () => keyFor(environment)))
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/)
    const path = join(home.path, "one.db.key")
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, "utf8").trim()).toBe(keys[0])
    expect(await keyFor(environment)).toBe(keys[0])
  })

  it("warns of a file that others can read", async () => {
    const path = join(home.path, "open.db.key")
    writeFileSync(path, KEY)
    chmodSync(path, 0o644)
    const warnings: Array<string> = []
    const found = await keyFor({ SIPWRIGHT_DATABASE_URL: `sqlite:${join(home.path, "open.db")}` }, (one) =>
      warnings.push(one),
    )
    expect(found).toBe(KEY)
    expect(warnings.join()).toContain(path)
    expect(warnings.join()).not.toContain(KEY)
  })

  it("is needed with a database server", () =>
    expect(keyFor({ SIPWRIGHT_DATABASE_URL: "mysql://u:geheim@h/d" })).rejects.toThrow(/SIPWRIGHT_SECRET_KEY/))

  it("comes from the variable or from the file it names", async () => {
    const database = { SIPWRIGHT_DATABASE_URL: "postgres://u@h/d" }
    const path = join(home.path, "given.key")
    writeFileSync(path, `${KEY}\n`)
    expect(await keyFor({ ...database, SIPWRIGHT_SECRET_KEY: KEY })).toBe(KEY)
    expect(await keyFor({ ...database, SIPWRIGHT_SECRET_KEY_FILE: path })).toBe(KEY)
    await expect(keyFor({ ...database, SIPWRIGHT_SECRET_KEY_FILE: `${path}.gone` })).rejects.toThrow(/SECRET_KEY_FILE/)
  })

  it("is refused without being shown", async () => {
    const wrong = keyFor({ SIPWRIGHT_DATABASE_URL: "postgres://u@h/d", SIPWRIGHT_SECRET_KEY: "too-short-geheim" })
    await expect(wrong).rejects.toThrow(/^SIPWRIGHT_SECRET_KEY is not 32 bytes/)
    await expect(wrong).rejects.not.toThrow(/geheim/)
  })
})

describe("sipwright rekey", () => {
  const environment = { SIPWRIGHT_DATABASE_URL: `sqlite:${join(home.path, "rekey.db")}`, SIPWRIGHT_SECRET_KEY: KEY }
  const NEW = KEY.replaceAll("0", "f")

  it("changes the key of a database", async () => {
    const path = join(home.path, "rekey.csv")
    writeFileSync(path, "type,address,password,registrar\nremote,a@example.org,geheim-geheim,sip.example.org\n")
    await run(["import", "accounts", path], environment)
    expect(await run(["rekey"], { ...environment, SIPWRIGHT_SECRET_KEY: NEW })).toMatchObject({ code: 3, out: "" })
    const both = { ...environment, SIPWRIGHT_SECRET_KEY: NEW, SIPWRIGHT_OLD_SECRET_KEYS: KEY }
    expect(await run(["rekey"], both)).toEqual({
      code: 0,
      out: "Encrypted the secrets of 1 accounts anew. The old keys are not needed any more.\n",
      err: "",
    })
    const shown = await run(["account", "get", "a@example.org", "--secrets"], {
      ...environment,
      SIPWRIGHT_SECRET_KEY: NEW,
    })
    expect(shown.out).toContain("geheim-geheim")
    expect(await run(["account", "list"], environment)).toMatchObject({ code: 3 })
  })

  it("refuses an old key that is none, without showing it", async () => {
    const ran = await run(["rekey"], { ...environment, SIPWRIGHT_OLD_SECRET_KEYS: "geheim" })
    expect(ran).toMatchObject({ code: 2, out: "" })
    expect(ran.err).toMatch(/^An entry of SIPWRIGHT_OLD_SECRET_KEYS is not 32 bytes/)
  })
})
