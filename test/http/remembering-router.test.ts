import { Hono, type MiddlewareHandler } from "hono"
import { describe, expect, it } from "vitest"
import { RememberingRouter } from "../../packages/http/src/remembering-router.ts"

describe("a router that remembers", () => {
  const app = new Hono({ router: new RememberingRouter(new Hono().router, () => false) })
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

  it("leaves out what stands behind a handler that is last, and nothing else", async () => {
    const asked: Array<string> = []
    const handler =
      (name: string): MiddlewareHandler =>
      async (c, next) => {
        asked.push(name)
        await next()
        if (!c.finalized) c.res = c.text(name)
      }
    const last = handler("last")
    const app = new Hono({ router: new RememberingRouter(new Hono().router, ([one]) => one === last) })
      .use("/a/*", handler("before"))
      .get("/a/:name", last)
      .all("*", handler("behind"))
    for (const _ of [1, 2]) {
      await app.request("/a/one")
      expect(asked.splice(0)).toEqual(["before", "last"])
      await app.request("/a/one", { method: "POST" })
      expect(asked.splice(0)).toEqual(["before", "behind"])
      await app.request("/b")
      expect(asked.splice(0)).toEqual(["behind"])
      await app.request(`/a/${"x".repeat(300)}`)
      expect(asked.splice(0)).toEqual(["before", "last"])
    }
  })
})
