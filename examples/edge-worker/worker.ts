import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright, type Sipwright } from "@sipwright/core"
import { hermes } from "@sipwright/http"
import { Hono } from "hono"

interface Env {
  readonly ADMIN_PASSWORD: string
}

const sip = createSipwright({ store: memoryStore({ domains: ["example.org"] }) })

const app = new Hono()
// The network in front of the worker writes this header; without such a network, leave it out.
app.route("/api", hermes(sip, { clientAddress: (c) => c.req.header("cf-connecting-ip") }))

/** The first operator, where there is none yet. */
const begin = async (sipwright: Sipwright, { ADMIN_PASSWORD: password }: Env): Promise<void> => {
  if ((await sipwright.operators.list()).length > 0) return
  await sipwright.operators.add({ name: "admin", password, access: "super" })
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    await begin(sip, env)
    return app.fetch(request)
  },
}
