import { getConnInfo } from "@hono/node-server/conninfo"
import { getRequestListener } from "@hono/node-server"
import { hermes } from "@sipwright/http"
import express from "express"
import { endEmployment, startEmployment } from "./employees.ts"
import { sip } from "./sip.ts"

const app = express()

// The Hermes API for the clients that speak it, beside the routes that were here before. It reads bodies itself, so it comes before express.json().
app.use("/sip", getRequestListener(hermes(sip, { clientAddress: (c) => getConnInfo(c).remote.address }).fetch))

app.use(express.json())

app.post("/employees", async (request, response) => {
  response.status(201).json(await startEmployment(request.body))
})

app.delete("/employees/:user", async (request, response) => {
  await endEmployment(request.params.user)
  response.sendStatus(204)
})

app.use(
  (
    error: { _tag?: string; message: string },
    _: express.Request,
    response: express.Response,
    next: express.NextFunction,
  ) => {
    // Refusals of Sipwright carry a tag and a sentence for people; everything else is nobody's business.
    if (error._tag === undefined) next(error)
    else
      response.status(error._tag === "AccountNotFound" ? 404 : 422).json({ error: error._tag, message: error.message })
  },
)

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`Listening on http://127.0.0.1:${process.env.PORT ?? 3000}`)
})

process.once("SIGTERM", () => server.close(() => sip.close()))
