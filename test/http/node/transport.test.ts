import { connect } from "node:net"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest"
import { HTTP_LIMITS } from "../../../packages/http/src/node/http-server.ts"
import { type RunningServer, startServer } from "../../../packages/http/src/node/server.ts"
import { readSettings } from "../../../packages/http/src/node/settings.ts"

const MIB = 1024 * 1024

/** A path of each dialect that reads a body, and one that nobody has. */
const READING = [
  "/api/user/get",
  "/api/auth/login",
  "/api/v1/session",
  "/api/v3/auth",
  "/login",
  "/logout",
  "/api/v2/acl/roles",
  "/api/accounts",
  "/api/accounts/auth_token",
]

type Line = Readonly<Record<string, unknown>> & { readonly event: string }

let server: RunningServer
let log: Array<Line> = []
let consoles: ReadonlyArray<MockInstance> = []

beforeAll(async () => {
  const environment = {
    SIPWRIGHT_DATABASE_URL: "memory:",
    SIPWRIGHT_ADMIN_PASSWORD: "geheim",
    SIPWRIGHT_PORT: "0",
    SIPWRIGHT_DOMAINS: "example.org",
    SIPWRIGHT_LOG_REQUESTS: "true",
  }
  server = await startServer(readSettings({ environment }), {
    log: (level, event, message, fields) => log.push({ ...fields, level, event, message }),
    terminal: undefined,
    limits: { ...HTTP_LIMITS, headers: 300, request: 600 },
  })
})
afterAll(() => server?.close())

beforeEach(() => {
  log = []
  consoles = (["log", "info", "warn", "error"] as const).map((name) => vi.spyOn(console, name).mockReturnValue())
})
afterEach(() => {
  // Whatever is written past the log is no JSON, and nobody has looked for secrets in it.
  for (const spy of consoles) expect(spy).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

/** Everything that the server says on a connection, until it has said `enough` or closes. */
const talk = (sent: string, enough: (received: string) => boolean = () => false): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1")
    let received = ""
    socket.on("data", (piece) => {
      received += String(piece)
      if (enough(received)) socket.destroy()
    })
    // A server that refuses what is still being sent resets the connection.
    socket.on("error", () => {})
    socket.on("close", () => resolve(received))
    socket.write(sent)
  })

const statuses = (received: string): ReadonlyArray<number> =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

const head = (start: string, headers: ReadonlyArray<string> = []): string =>
  [`${start} HTTP/1.1`, "Host: a", ...headers, "", ""].join("\r\n")

const NEXT = head("GET /healthz")
const LAST = head("GET /healthz", ["Connection: close"])

describe("a body over 1 MiB", () => {
  const large = "a".repeat(2 * MIB)
  const withLength = `Content-Length: ${large.length}`
  const inChunks = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`

  it.each(READING)("is 413, and the connection goes on with the next call: %s", async (path) => {
    for (const [framing, body] of [
      [withLength, large],
      ["Transfer-Encoding: chunked", inChunks],
    ] as const) {
      const post = head(`POST ${path}`, ["Content-Type: application/json", framing]) + body
      expect(statuses(await talk(post + NEXT + LAST)), framing).toEqual([413, 200, 200])
    }
  })

  it("is 200 for HOMER 7's http_auth, which takes nothing else, and 404 where there is nothing", async () => {
    const http = head("POST /api/v3/http_auth", [withLength]) + large
    expect(statuses(await talk(http + LAST))).toEqual([200, 200])
    expect(statuses(await talk(head("POST /nothing", [withLength]) + large + LAST))).toEqual([404, 200])
  })
})

describe("what takes too long", () => {
  const type = "Content-Type: application/json"
  it.each([
    ["a head that does not end", [408], "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: "],
    ["a body that does not come", [408], `${head("POST /api/user/get", [type, "Content-Length: 10"])}{"a"`],
    ["a chunk that does not end", [408], `${head("POST /api/accounts", [type, "Transfer-Encoding: chunked"])}5\r\n{`],
    ["chunks that do not end", [408], `${head("POST /login", [type, "Transfer-Encoding: chunked"])}1\r\n{\r\n`],
    ["a body that is too large, and does not come", [413], head("POST /login", [type, "Content-Length: 2000000"])],
    ["nothing at all", [408], ""],
  ])("ends the connection, by 408 where nothing was said yet: %s", async (_, expected, sent) => {
    expect(statuses(await talk(sent))).toEqual(expected)
  })
})

describe("a call that is cut off", () => {
  it.each(READING)("in the middle of its body is no fault of ours: %s", async (path) => {
    for (const framing of ["Content-Length: 100", "Transfer-Encoding: chunked"]) {
      const sent = head(`POST ${path}`, ["Content-Type: application/json", framing, "Expect: 100-continue"])
      // It has begun once the server asks for the body.
      await talk(sent, (received) => received.includes("100 Continue"))
    }
    const lines = () => log.filter(({ event }) => event === "request")
    await expect.poll(() => lines().length).toBe(2)
    for (const { status } of lines()) expect(status).toBeLessThan(500)
    expect(log.filter(({ level }) => level === "error")).toEqual([])
  })
})

describe("what is no HTTP, or means two things", () => {
  const chunked = "Transfer-Encoding: chunked"
  const SMUGGLED = "0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
  it.each([
    ["a length and chunks", head("POST /login", ["Content-Length: 4", chunked]) + SMUGGLED],
    ["chunks and a length", head("POST /login", [chunked, "Content-Length: 4"]) + SMUGGLED],
    ["two lengths", head("POST /login", ["Content-Length: 4", "Content-Length: 5"]) + SMUGGLED],
    ["two lengths in one", head("POST /login", ["Content-Length: 4, 4"]) + SMUGGLED],
    ["a length with a sign", head("POST /login", ["Content-Length: +4"]) + SMUGGLED],
    ["a length below nothing", head("POST /login", ["Content-Length: -1"]) + SMUGGLED],
    ["a length without end", head("POST /login", [`Content-Length: ${"9".repeat(30)}`]) + SMUGGLED],
    ["chunks under another name", head("POST /login", ["Transfer-Encoding: xchunked"]) + SMUGGLED],
    ["chunks that are not last", head("POST /login", ["Transfer-Encoding: chunked, identity"]) + SMUGGLED],
    ["chunks with a space before the colon", head("POST /login", ["Transfer-Encoding : chunked"]) + SMUGGLED],
    ["a chunk whose size is no number", `${head("POST /login", [chunked])}zz\r\nabc\r\n0\r\n\r\n`],
    ["a chunk larger than any number", `${head("POST /login", [chunked])}${"f".repeat(30)}\r\nabc\r\n`],
    ["a folded header", head("GET /healthz", ["X-A: b\r\n c"])],
    ["a header with a lone CR", head("GET /healthz", ["X-Request-Id: a\rSet-Cookie: b"])],
    ["a header with NUL", head("GET /healthz", ["X-Request-Id: a\0b"])],
    ["lines that end with LF alone", "GET /healthz HTTP/1.1\nHost: a\n\n"],
    ["no host", "GET /healthz HTTP/1.1\r\n\r\n"],
    ["two hosts", head("GET /healthz", ["Host: b"])],
    ["a host that is none", "GET /healthz HTTP/1.1\r\nHost: a b/c?\r\nConnection: close\r\n\r\n"],
    ["a method that nobody knows", head("SMUGGLE /healthz")],
    ["a space in the path", head("GET /health z")],
    ["bytes of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ])("is 400, and nothing behind it is looked at: %s", async (_, sent) => {
    expect(statuses(await talk(sent))).toEqual([400])
  })

  it.each([
    [
      "10,000 headers",
      head(
        "GET /healthz",
        Array.from({ length: 10_000 }, (_, n) => `h${n}:`),
      ),
    ],
    ["a header of 20 KB", head("GET /healthz", [`Cookie: hermes_session=${"a".repeat(20_000)}`])],
    ["a path of 20 KB", head(`GET /api/accounts/${"a".repeat(20_000)}`)],
    [
      "10,000 trailers",
      `${head("POST /login", [chunked])}2\r\n{}\r\n0\r\n${Array.from({ length: 10_000 }, () => "t:\r\n").join("")}\r\n`,
    ],
  ])("is 431: %s", async (_, sent) => {
    expect(statuses(await talk(sent))).toEqual([431])
  })

  it("is 405 for methods that nobody has, in each dialect", async () => {
    for (const path of [
      "/api/user/get",
      "/api/v1/session",
      "/api/v3/auth",
      "/login",
      "/api/v2/acl/roles",
      "/api/accounts",
    ]) {
      for (const method of ["TRACE", "PROPFIND", "LINK"]) {
        const received = await talk(head(`${method} ${path}`, ["Connection: close"]))
        expect(statuses(received), `${method} ${path}`).toEqual([405])
      }
    }
  })

  it("is answered in order where calls come without waiting", async () => {
    const form = "username=admin&password=geheim"
    const login = head("POST /api/auth/login", [
      "Content-Type: application/x-www-form-urlencoded",
      `Content-Length: ${form.length}`,
    ])
    const received = await talk(head("GET /nothing") + login + form + NEXT + LAST)
    expect(statuses(received)).toEqual([404, 200, 200, 200])
    expect(received.indexOf('"auth_key"')).toBeLessThan(received.indexOf('"status":"ok"'))
  })
})

describe("every answer", () => {
  const close = "Connection: close"
  it.each([
    ["of a call", head("GET /healthz", [close])],
    ["of a call that takes its time", head("GET /readyz", [close])],
    ["of HEAD", head("HEAD /healthz", [close])],
    ["where nothing is", head("GET /nowhere", [close])],
    ["of a page", head("GET /docs", [close])],
    ["of the metrics", head("GET /metrics", [close])],
    ["of a preflight", head("OPTIONS /login", ["Origin: http://a.example", close])],
    ["to a body that is too large", head("POST /api/accounts", ["Content-Length: 2000000", close])],
    ["to a call that names two hosts", head("GET /healthz", ["Host: b"])],
    ["to a host that is none", "GET /healthz HTTP/1.1\r\nHost: a b/c?\r\nConnection: close\r\n\r\n"],
  ])("has an id, and is kept by nobody: %s", async (_, sent) => {
    const received = (await talk(sent)).toLowerCase()
    for (const line of [
      /^x-request-id: [0-9a-f-]{36}\r$/gm,
      /^cache-control: no-store\r$/gm,
      /^referrer-policy: no-referrer\r$/gm,
    ]) {
      expect(received.match(line)).toHaveLength(1)
    }
  })
})

describe("what a client writes into headers", () => {
  const headersOf = (received: string): string => received.split("\r\n\r\n", 1)[0] ?? ""

  it("comes back as X-Request-Id only where it is a word, and never as a header of its own", async () => {
    for (const id of ["a%0d%0aSet-Cookie:x=1", 'a"b', "a b", "ä", "a".repeat(256), "{}", "<script>"]) {
      const received = headersOf(await talk(head("GET /healthz", [`X-Request-Id: ${id}`, "Connection: close"])))
      expect(received).toMatch(/\r\nx-request-id: [0-9a-f-]{36}(?:\r\n|$)/)
      expect(received).not.toContain("Set-Cookie")
    }
  })

  it("is not taken for headers in a path, a query, an origin or a cookie", async () => {
    const line = "%0d%0aX-Injected:%201"
    for (const sent of [
      head(`GET /api/user/${line}?user=${line}`, ["Connection: close"]),
      head(`GET /api/v2/acl/roles/${line}`, ["Origin: http://a%0d%0aX-Injected", "Connection: close"]),
      head(`GET /api/accounts/${line}/info`, [`From: sip:${line}@example.org`, "Connection: close"]),
      head("GET /api/accounts/me", [`From: sip:a${line}@example.org`, "Connection: close"]),
      head("GET /api/v1/session", [`Cookie: HOMERSESSID=${line}`, "Connection: close"]),
      head("DELETE /api/v1/session", [`Cookie: HOMERSESSID=${line}`, "Connection: close"]),
    ]) {
      const received = await talk(sent)
      expect(statuses(received)).toHaveLength(1)
      expect(headersOf(received)).not.toMatch(/^x-injected/im)
    }
  })
})

it("writes one line for each call, and into none what came with it", async () => {
  const secret = "s3cret-of-a-client"
  const headers = [`Authorization: Bearer ${secret}`, `Cookie: hermes_session=${secret}`, `X-Api-Key: ${secret}`]
  const close = [...headers, "Connection: close"]
  const calls = [
    head(`GET /api/user/get?session=${secret}&auth_key=${secret}`, close),
    head(`GET /api/user/${secret}`, close),
    head(`GET /${secret}?password=${secret}`, close),
    head(`GET /api/accounts/me/api_key/${secret}`, close),
    head(`GET /api/v3/users/${secret}`, close),
    head(`PUT /api/v2/acl/roles/${secret}`, [...close, "Content-Length: 0"]),
    head(`GET /api/v2/domains/a/settings/token/${secret}`, close),
    `${head("POST /login", [...close, `Content-Length: ${secret.length + 3}`])}{"${secret}"`,
    head("GET /healthz", [...headers, "Content-Length: x"]),
    head(`GET /${secret} ${secret}`, headers),
    head("GET /healthz", [...headers, `X-${secret}: a\0b`]),
  ]
  for (const sent of calls) await talk(sent)
  await expect.poll(() => log.filter(({ event }) => event === "request").length).toBe(8)
  expect(JSON.stringify(log)).not.toContain(secret)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).not.toContain(secret)
})
