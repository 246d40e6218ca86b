import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, statSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import Database from "better-sqlite3"
import { afterEach, describe, expect, it } from "vitest"
import { HermesSession } from "../../support/hermes-session.ts"
import { SERVE } from "../../support/sipwright-server.ts"
import { type TemporaryDirectory, temporaryDirectory } from "../../support/temporary-directory.ts"

interface Serving {
  readonly child: ChildProcess
  /** The URL of its start line; rejects with what it said on standard error if it ends before. */
  readonly url: Promise<string>
  readonly ended: Promise<number | null>
  readonly log: () => ReadonlyArray<{ readonly event: string; readonly [field: string]: unknown }>
  readonly complaint: () => string
}

const folders: Array<TemporaryDirectory> = []
const children: Array<Serving> = []

afterEach(async () => {
  for (const { child, ended } of children.splice(0)) {
    child.kill("SIGKILL")
    await ended
  }
  for (const folder of folders.splice(0)) folder.remove()
})

const folder = (): string => {
  const made = temporaryDirectory("serve")
  folders.push(made)
  return made.path
}

const serve = (cwd: string, settings: Readonly<Record<string, string>> = {}): Serving => {
  const child = spawn(SERVE.program, SERVE.args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], SIPWRIGHT_PORT: "0", ...settings },
  })
  let out = ""
  let err = ""
  child.stderr.on("data", (piece) => (err += String(piece)))
  const log = () => out.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]))
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve))
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (piece) => {
      out += String(piece)
      const line = /"event":"listening".*?"url":"([^"]+)"/.exec(out)
      if (line?.[1] !== undefined) resolve(line[1])
    })
    void ended.then((code) => reject(new Error(`ended with ${code}: ${err}`)))
  })
  url.catch(() => {})
  const serving = { child, url, ended, log, complaint: () => err }
  children.push(serving)
  return serving
}

const stop = async ({ child, ended }: Serving): Promise<number | null> => {
  child.kill("SIGTERM")
  return ended
}

describe("serve", () => {
  it("makes its database, key and first operator, and stops on SIGTERM", async () => {
    const home = folder()
    const first = serve(home, { SIPWRIGHT_DOMAINS: "example.org" })
    const url = await first.url
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "ok" })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)

    const file = join(home, "sipwright-admin-password.txt")
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, "sipwright.db.key")).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, "sipwright.db")).mode & 0o007).toBe(0)
    const password = readFileSync(file, "utf8").trim()
    expect(first.log().map(({ event }) => event)).toEqual(["domain-added", "first-operator", "listening"])
    expect(JSON.stringify(first.log())).not.toContain(password)
    expect(JSON.stringify(first.log())).toContain(file)

    const admin = await HermesSession.login(url, "admin", password)
    expect((await admin.ok("domain/list"))["list"]).toEqual(["example.org"])
    expect((await admin.ok("auth/list_users"))["list"]).toMatchObject([{ user: "admin", access: "super" }])

    expect(await stop(first)).toBe(0)
    expect(first.log().at(-1)?.event).toBe("stopped")
    expect(first.complaint()).toBe("")

    const second = serve(home, { SIPWRIGHT_ADMIN_USER: "other", SIPWRIGHT_DOMAINS: "example.org" })
    const again = await HermesSession.login(await second.url, "admin", password)
    expect((await again.ok("auth/list_users"))["list"]).toHaveLength(1)
    expect(second.log().map(({ event }) => event)).toEqual(["listening"])
    expect(await stop(second)).toBe(0)
  })

  it("may be started twice at once on one database", async () => {
    const home = folder()
    const both = [serve(home), serve(home)]
    const urls = await Promise.all(both.map(({ url }) => url))
    const password = readFileSync(join(home, "sipwright-admin-password.txt"), "utf8").trim()
    for (const url of urls) await HermesSession.login(url, "admin", password)
    const made = both.flatMap(({ log }) => log()).filter(({ event }) => event === "first-operator")
    expect(made).toHaveLength(1)
  })

  it("uses the password that it is given, and writes no file", async () => {
    const home = folder()
    const server = serve(home, { SIPWRIGHT_ADMIN_USER: "root", SIPWRIGHT_ADMIN_PASSWORD: "geheim" })
    await HermesSession.login(await server.url, "root", "geheim")
    expect(existsSync(join(home, "sipwright-admin-password.txt"))).toBe(false)
    expect(JSON.stringify(server.log())).not.toContain("geheim")
  })

  it("logs in its own lines why an operator without access was refused", async () => {
    const server = serve(folder(), { SIPWRIGHT_DATABASE_URL: "memory:", SIPWRIGHT_ADMIN_PASSWORD: "geheim" })
    const url = await server.url
    const admin = await HermesSession.login(url, "admin", "geheim")
    await admin.ok("auth/new_user", { username: "olga", password: "olgas-password", access: 0 })
    await expect(HermesSession.login(url, "olga", "olgas-password")).rejects.toThrow()
    expect(server.log().at(-1)).toMatchObject({ level: "info", event: "operation", operator: "olga" })
    expect(JSON.stringify(server.log())).not.toContain("olgas-password")
  })

  it("marks the cookie Secure behind a proxy that is trusted, and believes nobody else", async () => {
    const login = async (url: string) => {
      const headers = { "x-forwarded-proto": "https" }
      const answer = await fetch(`${url}/api/auth/login?username=admin&password=geheim`, { headers })
      return answer.headers.get("set-cookie")
    }
    const settings = { SIPWRIGHT_DATABASE_URL: "memory:", SIPWRIGHT_ADMIN_PASSWORD: "geheim" }
    const trusting = serve(folder(), { ...settings, SIPWRIGHT_TRUST_PROXY: "127.0.0.0/8" })
    const plain = serve(folder(), settings)
    expect(await login(await trusting.url)).toContain("Secure")
    expect(await login(await plain.url)).not.toContain("Secure")
  })

  it("lets a call that is under way end, and does not mind a second signal", async () => {
    const server = serve(folder(), { SIPWRIGHT_DATABASE_URL: "memory:", SIPWRIGHT_ADMIN_PASSWORD: "geheim" })
    const { port } = new URL(await server.url)
    const body = "username=admin&password=geheim"
    const socket = connect(Number(port), "127.0.0.1")
    let received = ""
    const said = (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        socket.on("data", () => pattern.test(received) && resolve())
      })
    socket.on("data", (piece) => (received += String(piece)))
    const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()))
    const waiting = said(/100 Continue/)
    // The server says that it waits for the body, so the call is under way.
    socket.write(
      `POST /api/auth/login HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    await waiting
    const stopping = new Promise<void>((resolve) => {
      server.child.stdout?.on("data", (piece) => String(piece).includes('"stopping"') && resolve())
    })
    server.child.kill("SIGTERM")
    await stopping
    server.child.kill("SIGTERM")
    server.child.kill("SIGINT")
    await expect(fetch(await server.url)).rejects.toThrow()
    socket.write(body)
    await ended
    expect(received).toMatch(/"response":"ok"/)
    expect(received).toMatch(/connection: close/i)
    expect(await server.ended).toBe(0)
  })
})

describe("serve does not start", () => {
  const refusedWith = async (server: Serving, code: number): Promise<string> => {
    expect(await server.ended).toBe(code)
    expect(server.log()).toEqual([])
    expect(server.complaint()).not.toContain("    at ")
    return server.complaint()
  }

  it("with a setting that is wrong", async () => {
    expect(await refusedWith(serve(folder(), { SIPWRIGHT_PORT: "eighty" }), 2)).toBe(
      "SIPWRIGHT_PORT is not a whole number from 0 to 65535.\n",
    )
    expect(await refusedWith(serve(folder(), { SIPWRIGHT_DOMAINS: "a b" }), 2)).toContain("SIPWRIGHT_DOMAINS")
    expect(
      await refusedWith(serve(folder(), { SIPWRIGHT_DATABASE_URL: "mysql://u:geheim@127.0.0.1:1/d" }), 3),
    ).not.toContain("geheim")
  })

  it("on a port that is in use", async () => {
    const first = serve(folder(), { SIPWRIGHT_DATABASE_URL: "memory:", SIPWRIGHT_ADMIN_PASSWORD: "geheim" })
    const { port } = new URL(await first.url)
    const second = serve(folder(), {
      SIPWRIGHT_DATABASE_URL: "memory:",
      SIPWRIGHT_ADMIN_PASSWORD: "geheim",
      SIPWRIGHT_PORT: port,
    })
    expect(await second.ended).toBe(3)
    expect(second.complaint()).toBe(
      `Port ${port} of 127.0.0.1 is in use: stop what listens there, or set SIPWRIGHT_PORT.\n`,
    )
  })

  it("where tables are missing and it may not make them", async () => {
    expect(await refusedWith(serve(folder(), { SIPWRIGHT_MIGRATE: "false" }), 3)).toContain("0001")
  })

  it("where Kamailio reads clear text and nobody said what to write", async () => {
    const home = folder()
    const settings = { SIPWRIGHT_ADMIN_PASSWORD: "geheim" }
    const first = serve(home, settings)
    await first.url
    await stop(first)
    const database = new Database(join(home, "sipwright.db"))
    const ha1 = createHash("md5").update("alice:example.org:wonder").digest("hex")
    database
      .prepare("INSERT INTO subscriber (username, domain, password, ha1) VALUES ('alice', 'example.org', 'wonder', ?)")
      .run(ha1)
    database.close()

    const sentence = await refusedWith(serve(home, settings), 1)
    expect(sentence).toContain("SIPWRIGHT_PASSWORD_STORAGE")
    expect(sentence).not.toContain("wonder")
    for (const storage of ["ha1", "plaintext"]) {
      const told = serve(home, { ...settings, SIPWRIGHT_PASSWORD_STORAGE: storage })
      await told.url
      expect(await stop(told)).toBe(0)
    }
  })
})
