import { decodeJwt } from "jose"
import { describe, expect, it } from "vitest"
import { outcome } from "../hermes/client.ts"
import { addLocal, ALICE, done } from "../hermes/fixtures.ts"
import { stores } from "../hermes/stores.ts"
import { passwordOf, useWorld } from "../hermes/world.ts"
import { type Reply, WebitelClient } from "./client.ts"

const DAY = 24 * 60 * 60 * 1000
const ROLES = "/api/v2/acl/roles"
const TOKENS = "/api/v2/domains/bar.bz/settings/token"

const said = ({ status, body }: Reply) => [status, body["info"]]
const DENIED = [403, "Permission denied!"]

describe.each(stores)("Webitel roles over $name", (kind) => {
  const used = useWorld(kind)

  const as = async (name: string, password = passwordOf(name)) => {
    const made = new WebitelClient(used.world.request)
    expect((await made.login(name, password)).status).toBe(200)
    return made
  }

  it("are made, read, replaced and removed by root", async () => {
    const root = await as("super")
    expect(said(await root.send("GET", ROLES))).toEqual([200, { roles: ["admin", "user"], parents: { admin: "user" } }])
    const clerk = { roles: "clerk", parents: "user", allows: { hook: ["r"], "cdr/media": ["ro"] } }
    const made = await root.send("POST", ROLES, { body: clerk })
    expect([made.status, made.text]).toEqual([200, '{"status":"OK","info":"Created"}'])
    expect(said(await root.send("GET", ROLES))).toEqual([
      200,
      { roles: ["admin", "user", "clerk"], parents: { admin: "user", clerk: "user" } },
    ])
    expect(said(await root.send("GET", `${ROLES}/clerk`))).toEqual([200, { hook: ["r"], "cdr/media": ["ro"] }])
    expect(said(await root.send("PUT", `${ROLES}/clerk`, { body: { book: ["*", "c"] } }))).toEqual([
      200,
      { book: ["*"] },
    ])
    expect(said(await root.send("GET", `${ROLES}/clerk`))).toEqual([200, { book: ["*"] }])
    expect(said(await root.send("DELETE", `${ROLES}/clerk`))).toEqual([200, "Destroyed"])
    expect((await root.send("GET", `${ROLES}/clerk`)).status).toBe(404)
    expect((await root.send("DELETE", `${ROLES}/clerk`)).status).toBe(404)
  })

  it("are refused where they make no sense", async () => {
    const root = await as("super")
    for (const [body, info] of [
      [{ allows: {} }, "Roles is required"],
      [{ roles: "" }, "Roles is required"],
      [{ roles: "x", allows: { nothing: ["r"] } }, "allows names a resource that there is not"],
      [{ roles: "x", allows: { hook: ["x"] } }, undefined],
      [{ roles: "x", allows: { hook: "r" } }, undefined],
      [{ roles: "x", allows: [] }, undefined],
      [{ roles: "x".repeat(65) }, undefined],
      [{ roles: "user" }, "The role user exists already."],
    ] as const) {
      const reply = await root.send("POST", ROLES, { body })
      expect(reply.status, JSON.stringify(body)).toBe(400)
      if (info !== undefined) expect(String(reply.body["info"])).toContain(info)
    }
    expect((await root.send("POST", ROLES, { body: { roles: "x", parents: "nobody" } })).status).toBe(404)
    expect((await root.send("PUT", `${ROLES}/root`, { body: {} })).status).toBe(400)
    for (const name of ["root", "admin", "user"])
      expect((await root.send("DELETE", `${ROLES}/${name}`)).status).toBe(400)
    expect((await root.send("GET", ROLES)).body["info"]).toEqual({
      roles: ["admin", "user"],
      parents: { admin: "user" },
    })
  })

  it("are only looked at by others", async () => {
    for (const name of ["full_write", "full_read", "limited_read"]) {
      const caller = await as(name)
      expect((await caller.send("GET", ROLES)).status).toBe(200)
      expect(said(await caller.send("POST", ROLES, { body: { roles: "x" } }))).toEqual(DENIED)
      expect(said(await caller.send("PUT", `${ROLES}/user`, { body: {} }))).toEqual(DENIED)
      expect(said(await caller.send("DELETE", `${ROLES}/user`))).toEqual(DENIED)
    }
  })

  it("given to an operator or an account, decide at the next call", async () => {
    const root = await as("super")
    const keeper = { roles: "keeper", allows: { "acl/roles": ["*"], hook: ["r"] } }
    await root.send("POST", ROLES, { body: keeper })
    const reader = await as("full_read")
    const hermes = await used.world.as("super")
    expect(outcome(await hermes.call("auth/update_user", { user: "full_read", role: "nothing" }))).toBe(
      "failed/nonexistant",
    )
    await done(hermes, "auth/update_user", { user: "full_read", role: "keeper" })
    expect((await reader.whoami()).body).toMatchObject({ roleName: "keeper", acl: keeper.allows })
    expect(
      (await new WebitelClient(used.world.request).login("full_read", passwordOf("full_read"))).body,
    ).toMatchObject({
      role: -1,
      roleName: "keeper",
      acl: keeper.allows,
    })
    // It may make roles, though none that permits more than its own.
    expect((await reader.send("POST", ROLES, { body: { roles: "less", allows: { hook: ["r"] } } })).status).toBe(200)
    for (const allows of [{ hook: ["u"] }, { hook: ["*"] }, { license: ["r"] }, { hook: ["ro"] }]) {
      expect(said(await reader.send("POST", ROLES, { body: { roles: "more", allows } }))).toEqual(DENIED)
    }
    expect(said(await reader.send("POST", ROLES, { body: { roles: "more", parents: "admin" } }))).toEqual(DENIED)
    expect(said(await reader.send("POST", ROLES, { body: { roles: "more", parents: "root" } }))).toEqual(DENIED)
    expect(said(await reader.send("PUT", `${ROLES}/keeper`, { body: { license: ["*"] } }))).toEqual(DENIED)
    expect(said(await reader.send("PUT", `${ROLES}/admin`, { body: {} }))).toEqual(DENIED)
    expect((await root.send("DELETE", `${ROLES}/keeper`)).status).toBe(400)
    await done(hermes, "auth/update_user", { user: "full_read", role: "" })
    expect((await reader.whoami()).body["roleName"]).toBe("user")
    expect((await root.send("DELETE", `${ROLES}/keeper`)).status).toBe(200)

    const { body } = await addLocal(used.writer, ALICE)
    const alice = await as(ALICE, String((body["user"] as Record<string, unknown>)["password"]))
    await used.world.sipwright.roles.assign({ account: ALICE, role: "less" })
    expect((await alice.whoami()).body).toMatchObject({ roleName: "less", acl: { hook: ["r"] } })
  })

  it("are given by nobody who has less", async () => {
    const root = await as("super")
    await root.send("POST", ROLES, { body: { roles: "licensor", allows: { license: ["*"] } } })
    const update = async (role: string) =>
      outcome(await used.writer.call("auth/update_user", { user: "limited_read", role }))
    expect(await update("licensor")).toBe("failed/forbidden")
    expect(await update("root")).toBe("failed/forbidden")
    expect(await update("admin")).toBe("ok")
  })

  it("are not their own parents", async () => {
    const root = await as("super")
    expect((await root.send("POST", ROLES, { body: { roles: "a", parents: "a" } })).status).toBe(404)
  })
})

describe.each(stores)("Webitel tokens of domains over $name", (kind) => {
  const used = useWorld(kind)

  const as = async (name: string) => {
    const made = new WebitelClient(used.world.request)
    await made.login(name, passwordOf(name))
    return made
  }
  const make = async (root: WebitelClient, role = "admin") => {
    const expire = used.world.clock.now + DAY
    const reply = await root.send("POST", TOKENS, { body: { expire, role } })
    expect(reply.status, reply.text).toBe(200)
    const { data, token } = reply.body["info"] as { data: Record<string, unknown>; token: string }
    const holder = new WebitelClient(used.world.request)
    holder.tokens = { token }
    return { data, token, holder, expire }
  }

  it("are answered as documented, once, and act with their role inside their domain", async () => {
    const root = await as("super")
    const { data, token, holder, expire } = await make(root)
    expect(Object.keys(data)).toEqual(["uuid", "expire", "roleName", "createdBy", "createdOn", "enabled"])
    expect(data).toEqual({
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      expire,
      roleName: "admin",
      createdBy: "super",
      createdOn: used.world.clock.now,
      enabled: true,
    })
    expect(JSON.stringify(decodeJwt(token))).toBe(
      JSON.stringify({ id: data["uuid"], exp: expire, d: "bar.bz", t: "domain", v: 2 }),
    )
    expect((await holder.whoami()).body).toMatchObject({
      id: `${String(data["uuid"])}@bar.bz`,
      domain: "bar.bz",
      roleName: "admin",
      expires: expire,
    })
    expect(said(await holder.send("GET", TOKENS))).toEqual([200, [data]])
    expect(said(await holder.send("GET", "/api/v2/domains/bare.bz/settings/token"))).toEqual(DENIED)
    expect(await used.world.backDoor.storedText()).not.toContain(token)
    const hermes = used.world.client()
    for (const headers of [
      { "x-access-token": token },
      { "x-access-token": token, "x-key": String(data["uuid"]) },
      { authorization: `Bearer ${token}` },
    ]) {
      expect(outcome(await hermes.send("domain/list", { headers }))).toBe("failed/unauthorized")
    }
  })

  it("can be disabled, enabled and removed, and expire", async () => {
    const root = await as("super")
    const { data, holder } = await make(root)
    const one = `${TOKENS}/${String(data["uuid"])}`
    expect((await root.send("PATCH", one, { body: { state: false } })).status).toBe(200)
    expect(said(await holder.whoami())).toEqual([401, "Not found token"])
    expect((await root.send("PATCH", one, { body: { state: true } })).status).toBe(200)
    expect((await holder.whoami()).status).toBe(200)
    const { holder: other } = await make(root)
    expect((await root.send("DELETE", one)).status).toBe(200)
    expect(said(await holder.whoami())).toEqual([401, "Not found token"])
    expect((await root.send("DELETE", one)).status).toBe(404)
    used.world.clock.advance(DAY)
    expect(said(await other.whoami())).toEqual([401, "Token Expired"])
  })

  it("give nothing that their maker does not have", async () => {
    const root = await as("super")
    const { holder } = await make(root)
    const expire = used.world.clock.now + DAY
    expect((await holder.send("POST", TOKENS, { body: { expire, role: "user" } })).status).toBe(200)
    expect(said(await holder.send("POST", TOKENS, { body: { expire, role: "root" } }))).toEqual(DENIED)
    expect(said(await holder.send("POST", ROLES, { body: { roles: "x" } }))).toEqual(DENIED)
    for (const name of ["full_write", "full_read"]) {
      expect(said(await (await as(name)).send("POST", TOKENS, { body: { expire, role: "user" } }))).toEqual(DENIED)
    }
    // Roles are everybody's: a domain's token changes none, whatever its role.
    const { holder: rooted } = await make(root, "root")
    expect(said(await rooted.send("POST", ROLES, { body: { roles: "x" } }))).toEqual(DENIED)
    expect((await rooted.send("GET", ROLES)).status).toBe(200)
  })

  it("are refused in the documented words", async () => {
    const root = await as("super")
    const expire = used.world.clock.now + DAY
    for (const [body, info] of [
      [{ role: "user" }, "Bad expire date."],
      [{ expire: "tomorrow", role: "user" }, "Bad expire date."],
      [{ expire: used.world.clock.now, role: "user" }, "Bad expire date."],
      [{ expire: 1e300, role: "user" }, "Bad expire date."],
      [{ expire }, "Bad role name."],
      [{ expire, role: "nobody" }, "Bad role name."],
      [{ expire, role: "x".repeat(65) }, "Bad role name."],
    ] as const) {
      expect(said(await root.send("POST", TOKENS, { body }))).toEqual([400, info])
    }
    const wrong = await root.send("POST", "/api/v2/domains/a_b/settings/token", { body: { expire, role: "user" } })
    expect(said(wrong)).toEqual([400, "Domain is required."])
    const foreign = "/api/v2/domains/elsewhere.example/settings/token"
    expect((await root.send("POST", foreign, { body: { expire, role: "user" } })).status).toBe(404)
    expect((await root.send("PATCH", `${TOKENS}/x`, { body: {} })).status).toBe(400)
    expect((await root.send("PATCH", `${TOKENS}/x`, { body: { state: true } })).status).toBe(404)
  })
})
