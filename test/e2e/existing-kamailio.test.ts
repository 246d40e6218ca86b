import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { databases, type TestDatabase } from "../support/databases.ts"
import type { HermesSession } from "../support/hermes-session.ts"
import { type Kamailio, startKamailio } from "../support/kamailio.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { register } from "../support/sip-client.ts"
import { type SipwrightServer, startSipwright } from "../support/sipwright-server.ts"
import { temporaryDirectory } from "../support/temporary-directory.ts"

const DOMAIN = "old.example.org"
const run = promisify(execFile)

/** Kamailio's own tool, with a settings file of its own. */
const kamctl = (database: TestDatabase) => {
  const folder = temporaryDirectory("kamctl")
  const url = new URL(database.url)
  const kind = url.protocol === "mysql:" ? "MYSQL" : url.protocol === "postgres:" ? "PGSQL" : "SQLITE"
  const password = decodeURIComponent(url.password)
  const settings = [
    `SIP_DOMAIN=${DOMAIN}`,
    `DBENGINE=${kind}`,
    ...(kind === "SQLITE"
      ? [`DB_PATH=${url.pathname}`]
      : [
          `DBHOST=${url.hostname}`,
          `DBPORT=${url.port}`,
          `DBNAME=${url.pathname.slice(1)}`,
          `DBRWUSER=${decodeURIComponent(url.username)}`,
          `DBRWPW=${JSON.stringify(password)}`,
          `DBROUSER=${decodeURIComponent(url.username)}`,
          `DBROPW=${JSON.stringify(password)}`,
        ]),
    "STORE_PLAINTEXT_PW=1",
    "ALIASES_TYPE=DB",
  ]
  writeFileSync(join(folder.path, ".kamctlrc"), `${settings.join("\n")}\n`)
  return {
    call: async (...args: ReadonlyArray<string>) => {
      const env = { ...process.env, HOME: folder.path, PGPASSWORD: password }
      await run("kamctl", [...args], { env })
    },
    remove: () => folder.remove(),
  }
}

const kamailio = inject("kamailio")

describe.for([...databases()])("a $name database that kamctl filled", (kind) => {
  const skip = kind.skip ?? ("skip" in kamailio ? kamailio.skip : undefined)
  const test = it.skipIf(skip !== undefined)
  let database: TestDatabase
  let tool: ReturnType<typeof kamctl>
  let sipwright: SipwrightServer
  let admin: HermesSession
  let sip: Kamailio

  const start = () =>
    startSipwright({
      databaseUrl: database.url,
      domains: [DOMAIN],
      settings: { SIPWRIGHT_PASSWORD_STORAGE: "plaintext" },
    })

  beforeAll(async () => {
    if (skip !== undefined) return
    database = await kind.create()
    await loadKamailioSchema(database)
    tool = kamctl(database)
    for (const user of ["alice", "bob", "carol"]) await tool.call("add", user, `secret-of-${user}`)
    sipwright = await start()
    admin = await sipwright.login()
    sip = await startKamailio({ databaseUrl: database.kamailioUrl, mode: "stock" })
  })

  afterAll(async () => {
    await sip?.stop()
    await sipwright?.stop()
    tool?.remove()
    await database?.close()
  })

  const tryRegister = (user: string, password: string) =>
    register({ server: sip.server, user, domain: DOMAIN, password })

  test("is listed and got without anything having been done to it", async () => {
    const { list } = await admin.ok("user/list")
    expect(list).toEqual(["alice", "bob", "carol"].map((user) => ({ user: `${user}@${DOMAIN}`, displayname: "" })))
    const { user } = await admin.ok("user/get", { user: `alice@${DOMAIN}` })
    expect(user).toMatchObject({ type: "local", username: "alice", password: "secret-of-alice" })
    expect((await tryRegister("alice", "secret-of-alice")).status).toBe(200)
  })

  test("shows an account that kamctl makes while we run", async () => {
    await tool.call("add", "dora", "secret-of-dora")
    expect(await admin.ok("user/get", { user: `dora@${DOMAIN}` })).toMatchObject({ user: { username: "dora" } })
    const { list } = await admin.ok("user/list", { search: "dora@*" })
    expect(list).toHaveLength(1)
  })

  test("has its accounts changed", async () => {
    await admin.ok("user/change_pw", { user: `bob@${DOMAIN}`, password: "another" })
    expect((await tryRegister("bob", "secret-of-bob")).status).not.toBe(200)
    expect((await tryRegister("bob", "another")).status).toBe(200)
    await admin.ok("user/update", { user: `bob@${DOMAIN}`, displayname: "Bob" })
    expect(await admin.ok("user/list", { search: "bob@*" })).toMatchObject({ list: [{ displayname: "Bob" }] })
  })

  test("is right about a password that kamctl changed", async () => {
    await admin.ok("user/change_pw", { user: `carol@${DOMAIN}`, password: "ours" })
    await tool.call("passwd", "carol", "theirs")
    const { user } = await admin.ok("user/get", { user: `carol@${DOMAIN}` })
    expect(user.password).toBe("theirs")
    expect((await tryRegister("carol", "theirs")).status).toBe(200)
  })

  test("has its accounts removed", async () => {
    await admin.ok("user/remove", { user: `alice@${DOMAIN}` })
    expect((await tryRegister("alice", "secret-of-alice")).status).not.toBe(200)
    expect(await admin.call("user/get", { user: `alice@${DOMAIN}` })).toMatchObject({ cause: "nonexistant" })
    expect(await database.query("SELECT username FROM subscriber WHERE username = ?", ["alice"])).toEqual([])
  })

  test("forgets an account that kamctl removed", async () => {
    await tool.call("rm", "dora").catch(() => {
      // It ends with an error where it finds no running Kamailio of its own to tell; the row is gone all the same.
    })
    expect(await admin.call("user/get", { user: `dora@${DOMAIN}` })).toMatchObject({ cause: "nonexistant" })
  })

  test("gives one of twenty callers the address, and one of them the number", async () => {
    await admin.ok("domain/set_servers", {
      domain: DOMAIN,
      registrar: DOMAIN,
      r_port: 5060,
      proxy: DOMAIN,
      p_port: 5060,
      prov_url: "http://prov.example/",
    })
    const twenty = async (node: string, parameters: Readonly<Record<string, string>>) => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => admin.call(node, parameters)))
      return answers.map(({ response, cause }) => cause ?? response).toSorted()
    }
    const frank = { user: `frank@${DOMAIN}`, displayname: "", email: "" }
    expect(await twenty("user/add_local", frank)).toEqual([...Array(19).fill("exists"), "ok"])
    await admin.ok("numbers/add", { number: "+4712345678" })
    const pulled = await twenty("numbers/pull", { number: "+4712345678" })
    expect(pulled).toEqual([...Array(19).fill("nonexistant"), "ok"])
    expect(await database.query("SELECT username FROM subscriber WHERE username = ?", ["frank"])).toHaveLength(1)
  })

  test("keeps what was answered when the server is killed", async () => {
    const { user } = await admin.ok("user/add_local", { user: `grace@${DOMAIN}`, displayname: "", email: "" })
    await sipwright.kill()
    expect((await tryRegister("grace", user.password)).status).toBe(200)
    sipwright = await start()
    admin = await sipwright.login()
    expect((await admin.ok("user/get", { user: `grace@${DOMAIN}` })).user.password).toBe(user.password)
  })
})
