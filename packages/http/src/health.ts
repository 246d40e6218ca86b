import { Hono } from "hono"

/** /healthz: the process answers. /readyz: so does everything that it depends on. */
export const health = (isReady: () => Promise<boolean>): Hono =>
  new Hono()
    .get("/healthz", (c) => c.json({ status: "ok" }))
    .get("/readyz", async (c) => {
      // Whoever cannot tell is not ready either.
      const ready = await isReady().catch(() => false)
      return ready ? c.json({ status: "ready" }) : c.json({ status: "unavailable" }, 503)
    })
