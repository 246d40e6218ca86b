import { chmodSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Nginx, requireNginx, startNginx } from "../support/nginx.ts"
import { type ServerProcess, startServer } from "../support/server-process.ts"
import { SERVE } from "../support/sipwright-server.ts"
import { findOrSkip } from "../support/skipping.ts"
import { type TemporaryDirectory, temporaryDirectory } from "../support/temporary-directory.ts"

const PASSWORD = "a-password-of-the-nginx-test"

const accepts = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const connection = connect(socket, () => {
      connection.destroy()
      resolve(true)
    })
    connection.once("error", () => resolve(false))
  })

const installation = findOrSkip("behind nginx", requireNginx)

describe.skipIf(installation === undefined)("behind nginx, on a Unix socket", () => {
  let home: TemporaryDirectory
  let nginx: Nginx
  let server: ServerProcess
  let jar: string

  const serve = () =>
    startServer({
      name: "sipwright",
      ...SERVE,
      directory: home.path,
      env: {
        SIPWRIGHT_DATABASE_URL: "sqlite:./sipwright.db",
        SIPWRIGHT_ADMIN_PASSWORD: PASSWORD,
        SIPWRIGHT_SOCKET: join(home.path, "http.sock"),
        SIPWRIGHT_TRUST_PROXY: "unix",
      },
      isReady: () => accepts(join(home.path, "http.sock")),
    })

  const call = async (path: string, ...more: ReadonlyArray<string>) =>
    JSON.parse(await nginx.call(path, "--cookie", jar, "--cookie-jar", jar, ...more)) as Record<string, unknown>

  const login = (password: string, ...more: ReadonlyArray<string>) =>
    call(`/api/auth/login?username=admin&password=${password}`, ...more)

  const keyFor = async (host: string): Promise<string> => {
    const { session, auth_key } = await login(PASSWORD)
    const made = await call(
      `/api/auth/new_apikey?session=${String(session)}&auth_key=${String(auth_key)}&host=${host}&access=full_read`,
    )
    expect(made).toMatchObject({ response: "ok" })
    return String(made["key"])
  }

  beforeAll(async () => {
    home = temporaryDirectory("behind-nginx")
    chmodSync(home.path, 0o755)
    jar = join(home.path, "cookies")
    server = await serve()
    nginx = await startNginx(join(home.path, "http.sock"))
  })

  afterAll(async () => {
    await nginx?.stop()
    await server?.stop()
    home?.remove()
  })

  it("serves over https, with a cookie that goes over https only", async () => {
    const answer = await nginx.call(`/api/auth/login?username=admin&password=${PASSWORD}`, "--include")
    expect(answer).toMatch(/^set-cookie: .*; Secure/im)
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ response: "ok" })
    expect(await nginx.call("/docs")).toContain("<title>")
  })

  it("knows the address of the client, and does not believe what the client says of it", async () => {
    const here = await keyFor("127.0.0.1")
    const elsewhere = await keyFor("192.0.2.7")
    const list = (key: string) =>
      call("/api/domain/list", "--header", `x-api-key: ${key}`, "--header", "X-Forwarded-For: 192.0.2.7")
    expect(await list(here)).toMatchObject({ response: "ok" })
    expect(await list(elsewhere)).toMatchObject({ response: "failed" })
  })

  it("answers a body that is too large in the words of the dialect", async () => {
    const body = join(home.path, "large")
    writeFileSync(body, `username=${"a".repeat(1_500_000)}`)
    const answer = await call("/api/auth/login", "--data-binary", `@${body}`)
    expect(answer).toMatchObject({ response: "invalid" })
  })

  it("is reached again after the server was killed", async () => {
    await server.kill()
    expect(await nginx.call("/healthz")).toContain("502")
    server = await serve()
    expect(JSON.parse(await nginx.call("/healthz"))).toEqual({ status: "ok" })
  })

  it("has no password in any log", async () => {
    await login("wrong-password-of-the-test")
    await login(PASSWORD)
    for (const log of [nginx.accessLog(), nginx.errorLog(), server.log()]) {
      expect(log).not.toContain(PASSWORD)
      expect(log).not.toContain("wrong-password")
    }
    expect(nginx.accessLog()).toContain('"GET /api/auth/login" 200')
  })
})
