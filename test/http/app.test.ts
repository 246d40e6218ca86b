import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright } from "@sipwright/core"
import { createApp, type Dialect, homer, webitel } from "@sipwright/http"
import { Hono } from "hono"
import { afterAll, describe, expect, it } from "vitest"

const sipwright = createSipwright({ store: memoryStore() })
afterAll(() => sipwright.close())

const appOf = (...dialects: ReadonlyArray<Dialect>) => createApp({ sipwright, dialects, isReady: async () => true })

const answer = async (app: Hono, method: string, path: string) => {
  const response = await app.request(path, { method })
  return [response.status, (await response.text()).replaceAll(/\s/g, "").slice(0, 40)]
}

/** One call that is each dialect's own, and how that dialect answers it. */
const CALLS: Readonly<Record<Dialect, readonly [method: string, path: string, answer: readonly [number, string]]>> = {
  hermes: ["GET", "/api/user/list", [200, '{"response":"failed","cause":"unauthoriz']],
  homer: ["GET", "/api/v3/users", [401, '{"message":"Loginrequired"}']],
  webitel: ["POST", "/login", [400, '{"status":"error","info":"Usernameisrequ']],
  flexisip: ["GET", "/api/accounts/auth_token/x/attach", [404, '{"message":"Hostnotconfigured"}']],
}

describe("the app", () => {
  it("has every dialect under its usual path", async () => {
    const app = createApp({ sipwright, isReady: async () => true })
    for (const [method, path, expected] of Object.values(CALLS))
      expect(await answer(app, method, path)).toEqual(expected)
    expect(await answer(app, "GET", "/healthz")).toEqual([200, '{"status":"ok"}'])
    expect((await app.request("/elsewhere")).status).toBe(404)
  })

  it.each(Object.keys(CALLS) as ReadonlyArray<Dialect>)("can have %s alone", async (dialect) => {
    const app = appOf(dialect)
    for (const [other, [method, path, expected]] of Object.entries(CALLS)) {
      const said = await answer(app, method, path)
      if (other === dialect) expect(said).toEqual(expected)
      else expect(said).not.toEqual(expected)
    }
  })

  it("leaves to Hermes what nobody else has under /api", async () => {
    for (const path of ["/api/v1/session", "/api/v2/whoami", "/api/v3/users"]) {
      expect((await answer(appOf("hermes"), "GET", path))[0]).toBe(200)
    }
    expect((await answer(appOf("homer", "webitel"), "GET", "/api/user/list"))[0]).toBe(404)
  })

  it("answers each of many paths as what it is, also when they come again", async () => {
    const app = createApp({ sipwright, isReady: async () => true })
    const user = (name: string) => answer(app, "GET", `/api/user/${name}`)
    for (const _ of [1, 2]) {
      for (let n = 0; n < 300; n++) expect((await user(`node${n}`))[0]).toBe(200)
      expect((await answer(app, "POST", "/healthz"))[0]).toBe(404)
      expect(await answer(app, "GET", "/healthz")).toEqual([200, '{"status":"ok"}'])
      expect((await answer(app, "GET", "/api/accounts/one%40example.org/nothing"))[0]).toBe(404)
      expect((await answer(app, "GET", `/api/${"user/".repeat(100)}`))[0]).toBe(200)
    }
  })

  it("says in every answer that nobody may keep it", async () => {
    const app = createApp({ sipwright, isReady: async () => true })
    for (const [method, path] of [["GET", "/healthz"], ["GET", "/nowhere"], ...Object.values(CALLS)] as const) {
      const { headers } = await app.request(path, { method })
      expect([headers.get("cache-control"), headers.get("referrer-policy")]).toEqual(["no-store", "no-referrer"])
    }
  })

  it("reads a body as ever after one that is not UTF-8", async () => {
    const app = createApp({ sipwright, isReady: async () => true })
    const said = async (bytes: ReadonlyArray<number>) => {
      const body = Uint8Array.from(bytes)
      const request = { method: "POST", body, headers: { "content-type": "application/json" } }
      return (await app.request("/api/user/get", request)).text()
    }
    for (const broken of [
      [0x7b, 0xff, 0x7d],
      [0xef, 0xbb],
      [0x7b, 0x7d, 0xf0, 0x9f],
    ]) {
      expect(await said(broken)).toContain("not UTF-8")
      expect(await said([0x7b, 0x7d])).toContain("unauthorized")
      expect(await said([0xef, 0xbb, 0xbf, 0x7b, 0x7d])).toContain("unauthorized")
    }
  })

  it("gives each dialect alone to other apps, under any prefix", async () => {
    const host = new Hono().route("/voip/homer", homer(sipwright)).route("/voip/webitel", webitel(sipwright))
    expect(await answer(host, "GET", "/voip/homer/v3/users")).toEqual(CALLS.homer[2])
    expect(await answer(host, "POST", "/voip/webitel/login")).toEqual(CALLS.webitel[2])
    expect((await host.request("/voip/webitel/api/v2/whoami")).status).toBe(401)
    expect((await host.request("/other")).status).toBe(404)
  })
})
