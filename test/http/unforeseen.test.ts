import type { Sipwright } from "@sipwright/core"
import { createApp } from "@sipwright/http"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"

const SECRET = "s3cret"

/** Fails in a way that nobody has foreseen, whatever it is asked. */
const broken = { run: () => Promise.reject(new Error(SECRET)) } as unknown as Sipwright

describe("what nobody has foreseen", () => {
  let told: Array<{ readonly error: unknown; readonly path: string }> = []
  const onError = (error: unknown, path: string) => void told.push({ error, path })
  const app = createApp({
    sipwright: broken,
    isReady: async () => true,
    clientAddress: () => "127.0.0.1",
    onError,
    hermes: { onError },
    homer: { onError },
    webitel: { onError },
    flexisip: { onError },
    before: (one) =>
      one.get("/mine/:name", () => {
        throw new Error(SECRET)
      }),
  })

  beforeEach(() => {
    told = []
    vi.spyOn(console, "error").mockReturnValue()
  })
  afterEach(() => {
    // A stack on standard error is no line of the log, and may carry anything.
    expect(console.error).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  const token = { authorization: `Bearer ${SECRET}` }
  it.each([
    ["GET", "/api/user/get", {}, 200, "user/get"],
    ["GET", `/api/user/${SECRET}`, {}, 200, "/api/:group/:node"],
    ["GET", `/api/user/get/${SECRET}`, {}, 200, "/api/:group/*"],
    ["POST", "/api/v1/session", {}, 200, "/api/v1/session"],
    ["GET", `/api/v3/users/${SECRET}`, token, 500, "/api/v3/users/:guid"],
    ["POST", "/api/v3/http_auth", {}, 200, "/api/v3/http_auth"],
    ["GET", `/api/v2/domains/${SECRET}/settings/token`, {}, 500, "/api/v2/domains/:name/settings/token"],
    ["GET", `/api/accounts/me/api_key/${SECRET}`, {}, 500, "/api/accounts/me/api_key/:token"],
    ["GET", `/mine/${SECRET}`, {}, 500, "/mine/:name"],
  ])("is told with the pattern of the path and answered without a word about it: %s %s", async (...call) => {
    const [method, url, headers, status, pattern] = call
    const body = JSON.stringify({ username: "admin", password: SECRET })
    const response = await app.request(url, { method, headers, ...(method === "POST" ? { body } : {}) })
    expect(response.status).toBe(status)
    expect(await response.text()).not.toContain(SECRET)
    expect(told).toEqual([{ error: new Error(SECRET), path: pattern }])
  })
})
