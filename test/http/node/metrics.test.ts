import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { temporaryDirectory } from "../../support/temporary-directory.ts"
import { join } from "node:path"
import { type SipwrightServer, startSipwright } from "../../support/sipwright-server.ts"

const home = temporaryDirectory("metrics")
afterAll(() => home.remove())

const start = (name: string, settings: Readonly<Record<string, string>> = {}) =>
  startSipwright({ databaseUrl: `sqlite:${join(home.path, `${name}.db`)}`, domains: ["example.org"], settings })

/** The value of a sample, by its name and labels as they are printed. */
const sample = (text: string, name: string): number | undefined => {
  const line = text.split("\n").find((one) => one.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}

describe("/metrics", () => {
  let server: SipwrightServer
  beforeAll(async () => {
    server = await start("open", { SIPWRIGHT_LOG_REQUESTS: "true" })
  })
  afterAll(() => server?.stop())

  const read = async (): Promise<string> => {
    const response = await fetch(`${server.url}/metrics`)
    expect(response.status).toBe(200)
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/)
    return response.text()
  }

  it("counts operations by how they end, and how long they take", async () => {
    const session = await server.login()
    await session.call("user/get", { user: "nobody@example.org" })
    await session.ok("user/list")
    await session.ok("user/list")
    const text = await read()
    expect(sample(text, 'sipwright_operations_total{operation="accounts.get",outcome="AccountNotFound"}')).toBe(1)
    expect(sample(text, 'sipwright_operations_total{operation="accounts.list",outcome="ok"}')).toBe(2)
    expect(sample(text, 'sipwright_operation_duration_seconds_count{operation="accounts.list"}')).toBe(2)
    expect(sample(text, 'sipwright_operation_duration_seconds_sum{operation="accounts.list"}')).toBeGreaterThan(0)
  })

  it("counts calls by HTTP by their pattern, whatever the path is", async () => {
    await fetch(`${server.url}/api/accounts/sip:geheim@example.org/info-by-email`)
    await fetch(`${server.url}/nowhere/geheim`)
    const text = await read()
    const posts = 'sipwright_http_request_duration_seconds_count{method="POST",route="/api/:group/:node",status="200"}'
    expect(sample(text, posts)).toBe(4)
    expect(text).toMatch(/route="[^"]*",status="404"/)
    expect(text).not.toContain("geheim")
  })

  it.each([
    ["GET", "/healthz", "/healthz", 200],
    ["GET", "/elsewhere/geheim", "/*", 404],
    ["GET", "/api/ping", "/api/ping", 200],
    ["GET", "/api/nobody/list", "/api/*", 404],
    ["GET", "/api/user/nonode/geheim", "/api/:group/*", 200],
    ["DELETE", "/api/accounts/geheim/info", "/api/accounts/:sip/info", 405],
    ["OPTIONS", "/login", "/login", 200],
  ])("calls the route of an answer by the pattern that answered: %s %s", async (method, path, route, status) => {
    const name = `sipwright_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`
    const before = sample(await read(), name) ?? 0
    expect((await fetch(`${server.url}${path}`, { method })).status).toBe(status)
    expect(sample(await read(), name)).toBe(before + 1)
  })

  it("knows the pool of the database, and the process", async () => {
    const text = await read()
    expect(sample(text, 'sipwright_database_connections{database="own",state="waiting"}')).toBe(0)
    expect(text).toContain("process_cpu_seconds_total")
  })

  it("counts credentials that were not looked at", async () => {
    for (let attempt = 0; attempt < 7; attempt++) {
      await fetch(`${server.url}/api/auth/login`, {
        method: "POST",
        body: new URLSearchParams({ username: "eve", password: "x" }),
      })
    }
    expect(sample(await read(), "sipwright_throttled_total")).toBeGreaterThan(0)
  })

  it("is for this machine only, and not for who comes through a proxy on it", async () => {
    for (const name of ["X-Forwarded-For", "Forwarded", "X-Real-IP"]) {
      expect((await fetch(`${server.url}/metrics`, { headers: { [name]: "192.0.2.1" } })).status).toBe(403)
    }
  })

  it("gives every call an id, and a line in the log without its query", async () => {
    const call = (headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${server.url}/api/auth/ping?session=geheim-session`, { headers })
    const made = (await call()).headers.get("x-request-id")
    expect(made).toMatch(/^[0-9a-f-]{36}$/)
    expect((await call({ "x-request-id": "proxy-4711" })).headers.get("x-request-id")).toBe("proxy-4711")
    expect((await call({ "x-request-id": 'a"b{}<script>' })).headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/)
    const lines = () =>
      server
        .log()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    await expect.poll(() => lines().filter(({ requestId }) => requestId === made).length).toBe(1)
    expect(lines().find(({ requestId }) => requestId === "proxy-4711")).toMatchObject({
      level: "info",
      event: "request",
      method: "GET",
      status: 200,
      client: "127.0.0.1",
      milliseconds: expect.any(Number) as number,
    })
    expect(server.log()).not.toContain("geheim")
  })
})

describe("/metrics with settings", () => {
  it("is for who has the key, wherever from", async () => {
    const server = await start("key", { SIPWRIGHT_METRICS_KEY: "s3cret-of-prometheus" })
    try {
      const status = async (headers: Readonly<Record<string, string>>) =>
        (await fetch(`${server.url}/metrics`, { headers })).status
      expect(await status({})).toBe(403)
      expect(await status({ authorization: "Bearer s3cret-of-prometheus", "x-forwarded-for": "192.0.2.1" })).toBe(200)
      expect(await status({ authorization: "Bearer s3cret-of-prometheuS" })).toBe(403)
      expect(server.log()).not.toContain("s3cret")
    } finally {
      await server.stop()
    }
  })

  it("is not there where it was switched off", async () => {
    const server = await start("off", { SIPWRIGHT_METRICS: "false" })
    try {
      expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
    } finally {
      await server.stop()
    }
  })
})
