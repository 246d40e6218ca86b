import { createSipwright } from "@sipwright/core"
import { memoryStore } from "@sipwright/adapters/memory"
import { flexisip } from "@sipwright/http"
import { Hono } from "hono"
import { afterAll, describe, expect, it } from "vitest"
import { memory, stores } from "../hermes/stores.ts"
import { LOCAL, useWorld } from "../hermes/world.ts"
import { addAccount, makeClients } from "./fixtures.ts"

describe("what Flexisip says", () => {
  const used = useWorld(memory, {
    app: { flexisip: { locales: { "pt-BR": { required: "O campo {{attribute}} é obrigatório." } } } },
  })
  const admin = () => makeClients(used.world).operator("full_write")

  const inLanguage = async (language: string, body: unknown = { password: "123456", algorithm: "MD5" }) => {
    const answer = await (await admin()).post("/accounts", body, { headers: { "accept-language": language } })
    expect(answer.status).toBe(422)
    return answer.json
  }

  it("is in the language of the caller, as far as there is one", async () => {
    const english = "The username field is required."
    const french = "Le champ pseudo est obligatoire."
    const brazilian = "O campo username é obrigatório."
    for (const [language, sentence] of [
      ["en", english],
      ["de", english],
      ["", english],
      ["*", english],
      ["not a language;;;q=x", english],
      ["fr", french],
      ["fr-CA", french],
      ["FR-fr", french],
      ["de, fr;q=0.5, en;q=0.1", french],
      ["en;q=0.3, fr;q=0.9", french],
      ["fr;q=0, en", english],
      [`fr${"-a".repeat(20)}`, english],
      ["pt-BR", brazilian],
      ["pt-BR-x-a", brazilian],
      ["pt", english],
    ] as const) {
      expect((await inLanguage(language)).errors, language).toEqual({ username: [sentence] })
    }
  })

  it("counts what else is wrong", async () => {
    expect((await inLanguage("fr", {})).message).toBe("Le champ pseudo est obligatoire. (et 2 autres erreurs)")
    expect((await inLanguage("fr", { algorithm: "MD5" })).message).toBe(
      "Le champ pseudo est obligatoire. (et 1 autre erreur)",
    )
    expect((await inLanguage("en", { algorithm: "MD5" })).message).toBe(
      "The username field is required. (and 1 more error)",
    )
    expect((await inLanguage("pt-BR", { algorithm: "MD5", username: "x", password: "1" })).message).toBe(
      "The password must be at least 3 characters.",
    )
    expect((await inLanguage("fr", { algorithm: "MD5", username: "x", password: "1" })).message).toBe(
      "Le champ mot de passe doit contenir au moins 3 caractères.",
    )
  })

  it("says in every language what the core refuses", async () => {
    const long = { username: "x", algorithm: "MD5", password: "x".repeat(65) }
    expect((await inLanguage("fr", long)).errors).toEqual({ password: ["Le champ mot de passe n'est pas valide."] })
  })

  it("is JSON, and names the methods there are", async () => {
    const { client } = makeClients(used.world)
    for (const [method, path, status] of [
      ["GET", "/nowhere", 404],
      ["GET", "/accounts/1/nowhere", 404],
      ["GET", "/", 404],
      ["GET", "/devices", 404],
      ["PATCH", "/accounts/1", 405],
      ["HEAD", "/ping", 405],
      ["DELETE", "/ping", 405],
    ] as const) {
      const answer = await client.call(method, path)
      expect(answer.status, path).toBe(status)
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/)
      if (method !== "HEAD") expect(answer.json).toEqual({ message: expect.any(String) })
      if (status === 405) expect(answer.headers.get("allow")).toContain(method === "PATCH" ? "PUT" : "GET")
    }
    const ping = await client.get("/ping")
    expect([ping.status, ping.text, ping.headers.get("content-type")]).toEqual([
      200,
      "pong",
      "text/plain; charset=UTF-8",
    ])
    expect(ping.headers.get("cache-control")).toBe("no-store")
    const large = await (await admin()).post("/accounts", `{"username":"${"x".repeat(1024 * 1024)}"}`)
    expect([large.status, typeof large.json.message]).toEqual([413, "string"])
  })

  it("takes forms too", async () => {
    const answer = await (await admin()).post("/accounts", "username=form&password=123456&algorithm=MD5&activated=1", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    expect([answer.status, answer.json.username, answer.json.activated]).toEqual([200, "form", true])
    const json = await (await admin()).post("/accounts", ' {"username":"json","password":"123456","algorithm":"MD5"}', {
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    expect([json.status, json.json.username]).toEqual([200, "json"])
  })

  it("lets names in a body mean no more than themselves", async () => {
    const body = '{"username":"proto","password":"123456","algorithm":"MD5","__proto__":{"admin":true},"constructor":1}'
    const answer = await (await admin()).post("/accounts", body)
    expect([answer.status, answer.json.admin]).toEqual([200, false])
  })

  it("leaves Hermes its groups", async () => {
    const { client } = makeClients(used.world)
    for (const path of ["/user/list", "/alias/list", "/auth/login", "/user/nonode", "/numbers/x/y"]) {
      expect((await client.get(path)).json, path).toHaveProperty("response")
    }
    expect((await client.get("/users/list")).json).toEqual({ message: "Not Found" })
  })
})

describe("Flexisip where E.164 names are allowed", () => {
  const used = useWorld(memory, { app: { flexisip: { phoneUsernames: true } } })

  it("makes accounts of numbers", async () => {
    const admin = await makeClients(used.world).operator("full_write")
    const made = await admin.post("/accounts", { username: "+33612121212", password: "123456", algorithm: "MD5" })
    expect([made.status, made.json.username]).toEqual([200, "+33612121212"])
  })
})

describe("Flexisip alone", () => {
  const sipwright = createSipwright({ store: memoryStore({ domains: [LOCAL] }) })
  afterAll(() => sipwright.close())

  it("is mounted under any prefix, and without an address of the client makes no keys", async () => {
    const app = new Hono().route("/voip", flexisip(sipwright))
    expect(await (await app.request("/voip/ping")).text()).toBe("pong")
    expect((await app.request("/voip/nowhere")).status).toBe(404)
  })

  it("has no space where there is no domain", async () => {
    await using bare = createSipwright({ store: memoryStore() })
    const answer = await flexisip(bare).request("/ping")
    expect([answer.status, await answer.json()]).toEqual([404, { message: "Host not configured" }])
  })
})

describe.each(stores)("the protocol of 2020 on $name", (kind) => {
  const used = useWorld(kind, { app: { flexisip: { profile: "2020" } } })
  const clientOf = () => makeClients(used.world).client

  it("pings who is known, and calls a missing From a bad field", async () => {
    const alice = await addAccount(used.world, "alice")
    const nobody = await clientOf().get("/ping")
    expect([nobody.status, nobody.json]).toEqual([
      422,
      { message: "The from field is required.", errors: { from: ["The from field is required."] } },
    ])
    expect((await clientOf().get("/ping", { headers: { from: "sip:missing@username" } })).status).toBe(404)
    const ping = await clientOf().digest(alice, "GET", "/ping")
    expect([ping.status, ping.text]).toEqual([200, "pong"])
    expect((await clientOf().digest({ ...alice, password: "x" }, "GET", "/ping")).status).toBe(401)
  })

  it("makes accounts that are activated, for administrators", async () => {
    const alice = await addAccount(used.world, "alice")
    const chief = await addAccount(used.world, "chief", { access: "full_write" })
    const body = { username: "foobar", password: "123456", algorithm: "SHA-256", activated: false }
    expect((await clientOf().digest(alice, "POST", "/accounts", { body: {} })).status).toBe(403)
    const made = await clientOf().digest(chief, "POST", "/accounts", { body })
    expect([made.status, made.json]).toEqual([
      200,
      {
        username: "foobar",
        email: null,
        activated: true,
        domain: LOCAL,
        ip_address: null,
        creation_time: "2026-01-02T03:04:05.000000Z",
        user_agent: null,
        id: expect.any(Number),
      },
    ])
    const empty = await clientOf().digest(chief, "POST", "/accounts", { body: { ...body, username: "" } })
    expect(empty.json.errors).toEqual({ username: ["The username field is required."] })
  })

  it("knows one's own devices, and none of the paths of later years", async () => {
    const alice = await addAccount(used.world, "alice")
    const devices = await clientOf().digest(alice, "GET", "/devices")
    expect([devices.status, devices.text]).toEqual([200, "[]"])
    for (const path of ["/accounts/me", "/spaces", `/accounts/${alice.address}/info`]) {
      expect((await clientOf().get(path)).status, path).toBe(404)
    }
  })
})
