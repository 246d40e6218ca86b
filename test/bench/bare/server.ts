import { type ScryptOptions, scrypt as scryptOf } from "node:crypto"
import { promisify } from "node:util"
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { getCookie } from "hono/cookie"
import { checkSession } from "./check-session.ts"
import { numberRows } from "./bulk-rows.ts"
import { generated } from "./generated.ts"
import { listStream } from "./list-stream.ts"
import { openBareStore } from "./open-store.ts"
import type { AccountRow } from "./store.ts"

// A process of its own: what somebody would write by hand for just these calls. It takes the requests that the product takes, and answers
// what it answers, but has no validation, no audit, no throttle, no log and no metrics.

const scrypt = promisify<string, string, number, ScryptOptions, Buffer>(scryptOf)

const store = openBareStore(process.env["BARE_DATABASE_URL"] ?? "")

type Body = Readonly<Record<string, string>>

const presented = (body: Body, cookie: string | undefined) => ({
  session: body["session"] ?? "",
  authKey: body["auth_key"] ?? "",
  cookie: cookie ?? "",
})

/** The password column in place of the clear text, which the product has to decrypt. */
const userObject = (row: AccountRow) => ({
  type: row.type,
  username: row.username,
  password: row.password,
  domain: row.domain,
  authid: row.auth_id,
  registrar: row.registrar,
  r_port: row.registrar_port,
  proxy: row.proxy,
  p_port: row.proxy_port,
  dialplan: row.dial_plan,
  displayname: row.display_name,
  linetext: row.line_text,
  email: row.email,
  ha1: row.ha1,
  ha1b: row.ha1b,
  rpid: row.rpid,
  permittedcalls: row.permissions,
})

const unauthorized = { response: "failed", cause: "unauthorized" }

const get = async (body: Body, cookie: string | undefined) => {
  if (!(await checkSession(store, presented(body, cookie)))) return unauthorized
  const [user = "", domain = ""] = (body["user"] ?? "").split("@")
  const row = await store.account(user, domain)
  return row === undefined ? { response: "failed", cause: "nonexistant" } : { response: "ok", user: userObject(row) }
}

const addLocal = async (body: Body) => {
  const { account, password } = generated(body["user"] ?? "", {
    displayName: body["displayname"] ?? "",
    email: body["email"] ?? "",
  })
  await store.addAccount(account)
  const { username, domain, displayName, email, ha1, ha1b } = account
  return {
    response: "ok",
    user: {
      type: "local",
      username,
      password,
      domain,
      authid: null,
      registrar: "sip.example.org",
      r_port: 5060,
      proxy: "sip.example.org",
      p_port: 5060,
      dialplan: null,
      displayname: displayName,
      linetext: null,
      email,
      ha1,
      ha1b,
      rpid: null,
      permittedcalls: 0,
    },
  }
}

const app = new Hono()
  .get("/ping", (c) => c.text("pong"))
  .get("/health", (c) => c.json({ status: "ok" }))
  .get("/api/user/get", async (c) => c.json(await get(c.req.query(), getCookie(c, "hermes_session"))))
  .post("/api/user/get", async (c) => c.json(await get(await c.req.json<Body>(), getCookie(c, "hermes_session"))))
  // The transaction alone, as the target is set; whoever is allowed to is not looked at.
  .post("/api/user/add_local", async (c) => c.json(await addLocal(await c.req.json<Body>())))
  .post("/checked/user/add_local", async (c) => {
    const body = await c.req.json<Body>()
    const isOpen = await checkSession(store, presented(body, getCookie(c, "hermes_session")))
    return c.json(isOpen ? await addLocal(body) : unauthorized)
  })

  .post("/api/numbers/add_range", async (c) => {
    const body = await c.req.json<Body>()
    const [first, last] = [Number(body["start"]), Number(body["end"])]
    await store.insertMany(numberRows(first, last))
    return c.json({ response: "ok", added: last - first + 1, skipped: 0 })
  })
  .post("/api/user/list", async (c) => {
    const body = await c.req.json<Body>()
    if (!(await checkSession(store, presented(body, getCookie(c, "hermes_session"))))) return c.json(unauthorized)
    c.header("Content-Type", "application/json")
    return c.body(listStream(store))
  })
  // The password hash by itself, of the cost that the product's hashes have, on Node's thread pool.
  .post("/hash", async (c) => {
    const { N, r, p } = await c.req.json<{ readonly N: number; readonly r: number; readonly p: number }>()
    const start = performance.now()
    await scrypt("a password that is long", "a salt of 16 by.", 32, { N, r, p, maxmem: 256 * N * r })
    return c.json({ milliseconds: performance.now() - start })
  })

const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["BARE_PORT"]) })

process.once("SIGTERM", () => {
  server.close()
  if ("closeAllConnections" in server) server.closeAllConnections()
  void store.close()
})
