import { Hono } from "hono"
import type { DescribedDialect } from "./openapi/described.ts"
import { constant, object } from "./openapi/shape.ts"

/** /healthz: the process answers. /readyz: so does everything that it depends on. */
export const health = (isReady: () => Promise<boolean>): Hono =>
  new Hono()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      // Whoever cannot tell is not ready either.
      const ready = await isReady().catch(() => false)
      return ready ? c.json({ status: "ready" }) : c.json({ status: "unavailable" }, 503)
    })

const common = { method: "get", group: "Health", operations: [], parameters: [], security: [] } as const

const status = (word: string) => object({ status: constant(word) })

/** What the document says of the health endpoints. */
export const describeHealth = (): DescribedDialect => ({
  groups: [{ name: "Health", about: "For whoever watches the server" }],
  securitySchemes: {},
  calls: [
    {
      ...common,
      path: "/healthz",
      summary: "Whether the process answers",
      answers: [{ status: 200, about: "It does", shape: status("ok") }],
    },
    {
      ...common,
      path: "/readyz",
      summary: "Whether everything that answers depend on can be reached",
      answers: [
        { status: 200, about: "It can", shape: status("ready") },
        { status: 503, about: "It cannot", shape: status("unavailable") },
      ],
    },
  ],
})
