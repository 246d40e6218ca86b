import { Hono } from "hono"
import { describe, expect, it } from "vitest"
import { RememberingRouter } from "../../packages/http/src/remembering-router.ts"

describe("a router that remembers", () => {
  const app = new Hono({ router: new RememberingRouter(new Hono().router) })
    .get("/people/:name", (c) => c.text(`get ${c.req.param("name")}`))
    .post("/people/:name", (c) => c.text(`post ${c.req.param("name")}`))

  it("finds what the router behind it finds, however many paths there are and however often they come", async () => {
    const names = [...Array.from({ length: 600 }, (_, n) => `n${n}`), "x".repeat(300), "%C3%A4", "a b", "__proto__"]
    for (const name of [...names, ...names.toReversed()]) {
      const text = decodeURIComponent(name)
      expect(await (await app.request(`/people/${name}`)).text()).toBe(`get ${text}`)
      expect(await (await app.request(`/people/${name}`, { method: "POST" })).text()).toBe(`post ${text}`)
      expect((await app.request(`/nobody/${name}`)).status).toBe(404)
    }
  })
})
