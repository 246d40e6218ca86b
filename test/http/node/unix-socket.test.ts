import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { readSettings } from "../../../packages/http/src/node/settings.ts"
import { type RunningServer, startServer } from "../../../packages/http/src/node/server.ts"
import { type TemporaryDirectory, temporaryDirectory } from "../../support/temporary-directory.ts"

let folder: TemporaryDirectory
let path: string
const running: RunningServer[] = []

beforeEach(() => {
  folder = temporaryDirectory("socket")
  path = join(folder.path, "http.sock")
})

afterEach(async () => {
  for (const server of running.splice(0)) await server.close()
  folder.remove()
})

const serve = async (environment: Readonly<Record<string, string>> = {}) => {
  const warnings: string[] = []
  const settings = readSettings({
    environment: {
      SIPWRIGHT_DATABASE_URL: "memory:",
      SIPWRIGHT_ADMIN_PASSWORD: "geheim",
      SIPWRIGHT_SOCKET: path,
      ...environment,
    },
  })
  const server = await startServer(settings, {
    log: (level, event) => level === "warn" && warnings.push(event),
    terminal: undefined,
  })
  running.push(server)
  return { server, warnings }
}

interface Answer {
  readonly status: number | undefined
  readonly cookie: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

const call = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { socketPath: path, path: url, headers: { host: "sip.example.org", ...headers } },
      (answer) => {
        let text = ""
        answer.on("data", (piece) => (text += String(piece)))
        answer.on("end", () =>
          resolve({ status: answer.statusCode, cookie: answer.headers["set-cookie"]?.[0], body: JSON.parse(text) }),
        )
      },
    )
    sent.on("error", reject)
    sent.end()
  })

const LOGIN = "/api/auth/login?username=admin&password=geheim"

/** An API key that only works from one address. */
const keyFor = async (host: string): Promise<string> => {
  const { body, cookie = "" } = await call(LOGIN)
  const session = `session=${String(body["session"])}&auth_key=${String(body["auth_key"])}`
  const made = await call(`/api/auth/new_apikey?${session}&host=${host}&access=full_read`, {
    cookie: cookie.split(";")[0] ?? "",
  })
  expect(made.body).toMatchObject({ response: "ok" })
  return String(made.body["key"])
}

describe("a server on a Unix socket", () => {
  it("answers there, with the permissions that were asked for, and takes the socket with it", async () => {
    const { server } = await serve({ SIPWRIGHT_SOCKET_MODE: "0600" })
    expect(server.url).toBe(`unix:${path}`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await call("/healthz")).toMatchObject({ status: 200, body: { status: "ok" } })
    await server.close()
    expect(existsSync(path)).toBe(false)
  })

  it("lets its group in by default", async () => {
    await serve()
    expect(statSync(path).mode & 0o777).toBe(0o660)
  })

  it("takes the place of a socket that a killed process left behind", async () => {
    const listenAndDie = `require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`
    expect(() => execFileSync(process.execPath, ["-e", listenAndDie, path], { stdio: "ignore" })).toThrow()
    expect(statSync(path).isSocket()).toBe(true)
    await serve()
    expect(await call("/healthz")).toMatchObject({ status: 200 })
  })

  it("leaves a socket alone that is served, and a file that is none", async () => {
    await serve()
    await expect(serve()).rejects.toThrow(/Another process already listens/)
    expect(await call("/healthz")).toMatchObject({ status: 200 })

    path = join(folder.path, "notes.txt")
    writeFileSync(path, "notes")
    await expect(serve()).rejects.toThrow(/is a file and no socket/)
    expect(readFileSync(path, "utf8")).toBe("notes")
  })

  it("leaves the socket of its successor alone when it ends", async () => {
    const { server } = await serve()
    const first = path
    path = `${first}.2`
    await serve()
    execFileSync("mv", [path, first])
    path = first
    await server.close()
    expect(await call("/healthz")).toMatchObject({ status: 200 })
  })

  it("believes what a proxy says of the client where unix is trusted", async () => {
    const { warnings } = await serve({ SIPWRIGHT_TRUST_PROXY: "unix" })
    const key = await keyFor("192.0.2.7")
    const from = (address: string) =>
      call("/api/domain/list", { "x-api-key": key, "x-forwarded-for": address }).then(({ body }) => body["response"])
    expect(await from("192.0.2.7")).toBe("ok")
    expect(await from("192.0.2.7, 192.0.2.8")).toBe("failed")
    expect(await from("192.0.2.8, 192.0.2.7")).toBe("ok")
    expect((await call(LOGIN, { "x-forwarded-proto": "https" })).cookie).toContain("Secure")
    expect((await call(LOGIN, { "x-forwarded-proto": "http" })).cookie).not.toContain("Secure")
    expect(warnings).not.toContain("untrusted-proxy")
  })

  it("believes nothing of it where unix is not trusted, and says so once", async () => {
    const { warnings } = await serve({ SIPWRIGHT_TRUST_PROXY: "127.0.0.1" })
    const key = await keyFor("192.0.2.7")
    const { body } = await call("/api/domain/list", { "x-api-key": key, "x-forwarded-for": "192.0.2.7" })
    expect(body).toMatchObject({ response: "failed" })
    expect((await call(LOGIN, { "x-forwarded-proto": "https" })).cookie).not.toContain("Secure")
    await call("/api/domain/list", { "x-api-key": key, "x-forwarded-for": "192.0.2.7" })
    expect(warnings.filter((event) => event === "untrusted-proxy")).toHaveLength(1)
  })
})
