import { describe, expect, it } from "vitest"
import { stores } from "../hermes/stores.ts"
import { BARE, LOCAL, useWorld } from "../hermes/world.ts"
import { addAccount, makeClients } from "./fixtures.ts"

const NEW = { username: "foobar", password: "123456", algorithm: "SHA-256", activated: true }
const DAY = 24 * 60 * 60_000

describe.each(stores)("spaces on $name", (kind) => {
  const used = useWorld(kind)
  const chief = () => makeClients(used.world).operator("super")

  /** Two spaces, each with an administrator, and clients of both. */
  const twoSpaces = async (more: Readonly<Record<string, unknown>> = {}) => {
    const { world } = used
    const root = await chief()
    for (const [domain, name] of [
      [LOCAL, "One"],
      [BARE, "Two"],
    ] as const) {
      const extra = domain === LOCAL ? more : {}
      const made = await root.post("/spaces", { name, domain, host: domain, ...extra })
      expect(made.status, made.text).toBe(201)
    }
    const keyOf = async (domain: string) => {
      const admin = await addAccount(world, `admin@${domain}`, { access: "full_write" })
      const client = makeClients(world).client.with({}, domain)
      return client.with({ "x-api-key": (await client.digest(admin, "GET", "/accounts/me/api_key")).text })
    }
    return { root, one: await keyOf(LOCAL), two: await keyOf(BARE) }
  }

  it("are made, listed, changed as a whole and removed by who administers everything", async () => {
    const root = await chief()
    const given = { name: "Third", domain: "third.example.com", host: "admin.example.com" }
    const made = await root.post("/spaces", given)
    expect([made.status, made.json]).toEqual([
      201,
      {
        ...given,
        super: false,
        account_realm: null,
        max_accounts: 0,
        expire_at: null,
        created_at: "2026-01-02T03:04:05.000000Z",
        updated_at: "2026-01-02T03:04:05.000000Z",
      },
    ])
    expect(await used.world.backDoor.domains()).toContain("third.example.com")
    const there = root.with({}, given.host)
    expect((await there.get("/spaces")).json).toEqual([made.json])
    const path = "/spaces/third.example.com"
    expect((await there.get(path)).json).toEqual(made.json)
    const part = await there.put(path, { super: true })
    expect([part.status, Object.keys(part.json.errors)]).toEqual([422, ["name", "host", "max_accounts"]])
    const whole = await there.put(path, {
      ...made.json,
      super: "1",
      max_accounts: 5,
      account_realm: "r",
      expire_at: "2026-12-24",
    })
    expect([whole.status, whole.json]).toEqual([
      200,
      {
        ...made.json,
        super: true,
        max_accounts: 5,
        account_realm: "r",
        expire_at: "2026-12-24T00:00:00.000000Z",
      },
    ])
    expect((await there.get(path)).json).toEqual(whole.json)
    expect((await there.get("/spaces/nowhere.example")).status).toBe(404)
    expect((await there.put("/spaces/nowhere.example", whole.json)).status).toBe(404)
    const removed = await there.delete(path)
    expect([removed.status, removed.text]).toEqual([200, "1"])
    expect((await root.get("/spaces")).json).toEqual([])
    expect(await used.world.backDoor.domains()).toContain("third.example.com")
  })

  it("refuse what is wrong with their fields", async () => {
    const root = await chief()
    const good = { name: "Third", domain: "third.example.com", host: "admin.example.com" }
    for (const [field, values] of Object.entries({
      name: ["", null, 1],
      domain: ["", "baddomain", "Upper.example", "a..b", "x.1"],
      host: ["", "host", "http://host.example", 1],
      max_accounts: ["x", -1, 1.5],
      super: ["maybe"],
      expire_at: ["tomorrow", "2026-13-01", "2026-01-01", 5],
    })) {
      for (const value of values) {
        const answer = await root.post("/spaces", { ...good, [field]: value })
        expect([answer.status, Object.keys(answer.json.errors ?? {})], `${field} ${JSON.stringify(value)}`).toEqual([
          422,
          [field],
        ])
      }
    }
    expect((await root.get("/spaces")).json).toEqual([])
    expect((await root.post("/spaces", { ...good, expire_at: "2026-01-03" })).status).toBe(201)
    const there = root.with({}, good.host)
    for (const field of ["name", "domain", "host"] as const) {
      const other = { name: "Other", domain: "other.example.com", host: "other.example.com", [field]: good[field] }
      const answer = await there.post("/spaces", other)
      expect([answer.status, Object.keys(answer.json.errors)]).toEqual([422, [field]])
    }
  })

  it("are for nobody else", async () => {
    const { one } = await twoSpaces()
    const writer = await makeClients(used.world).operator("full_write")
    for (const client of [one, writer]) {
      for (const answer of [
        await client.get("/spaces"),
        await client.post("/spaces", {}),
        await client.get(`/spaces/${LOCAL}`),
        await client.put(`/spaces/${LOCAL}`, {}),
        await client.delete(`/spaces/${LOCAL}`),
      ]) {
        expect([answer.status, answer.json]).toEqual([403, { message: "Unauthorized area" }])
      }
    }
    expect((await makeClients(used.world).client.get("/spaces")).status).toBe(401)
  })

  it("are chosen by the host; another host is none, but for who may do everything", async () => {
    const { root, one, two } = await twoSpaces()
    for (const host of ["elsewhere.example", `${LOCAL}.example`]) {
      for (const client of [one, two, makeClients(used.world).client]) {
        for (const path of ["/ping", "/accounts", "/accounts/me"]) {
          const answer = await client.with({}, host).get(path)
          expect([answer.status, answer.json], path).toEqual([404, { message: "Host not configured" }])
        }
      }
      expect((await root.with({}, host).get("/spaces")).json.length).toBe(2)
      expect((await root.with({}, host).get("/accounts")).json.total).toBe(2)
      const lost = await root.with({}, host).post("/accounts", NEW)
      expect([lost.status, Object.keys(lost.json.errors)]).toEqual([422, ["domain"]])
      expect((await root.with({}, host).with({ "x-api-key": "wrong" }).get("/spaces")).status).toBe(404)
    }
    expect((await one.with({ host: `${LOCAL.toUpperCase()}:8080` }).get("/ping")).text).toBe("pong")
  })

  it("have administrators who see and change their own accounts only", async () => {
    const { root, one, two } = await twoSpaces()
    const ofOne = (await one.post("/accounts", NEW)).json
    expect(ofOne.domain).toBe(LOCAL)
    expect((await one.with({}, BARE).get("/accounts")).json).toEqual({ message: "Unauthorized area" })
    for (const [client, count] of [
      [one, 2],
      [two, 1],
      [root.with({}, LOCAL), 2],
      [root.with({}, BARE), 1],
    ] as const) {
      expect((await client.get("/accounts")).json.total).toBe(count)
    }
    for (const answer of [
      await two.get(`/accounts/${ofOne.id}`),
      await two.get(`/accounts/foobar@${LOCAL}/search`),
      await two.get(`/resolve/foobar@${LOCAL}`),
      await two.post(`/accounts/${ofOne.id}/block`),
      await two.put(`/accounts/${ofOne.id}`, NEW),
      await two.delete(`/accounts/${ofOne.id}`),
      await two.get(`/accounts/${ofOne.id}/devices`),
      await two.get(`/accounts/${ofOne.id}/dictionary`),
    ]) {
      expect(answer.status).toBe(404)
    }
    expect((await root.with({}, BARE).get(`/accounts/${ofOne.id}`)).json.id).toBe(ofOne.id)
  })

  it("take accounts of their own domain, and of any from who administers everything", async () => {
    const { root, one } = await twoSpaces()
    expect((await one.post("/accounts", NEW)).status).toBe(200)
    const silly = await one.post("/accounts", { ...NEW, domain: BARE })
    expect([silly.status, Object.keys(silly.json.errors)]).toEqual([422, ["username"]])
    const unknown = await one.post("/accounts", { ...NEW, domain: "new.domain" })
    expect([unknown.status, Object.keys(unknown.json.errors)]).toEqual([422, ["domain"]])
    expect((await one.post("/accounts", { ...NEW, username: "own", domain: LOCAL })).status).toBe(200)
    const far = await root.post("/accounts", { ...NEW, domain: BARE })
    expect([far.status, far.json.domain]).toEqual([200, BARE])
    const nowhere = await root.post("/accounts", { ...NEW, domain: "new.domain" })
    expect([nowhere.status, nowhere.json]).toEqual([403, { message: "This action is unauthorized." }])
  })

  it("that are super make their administrators administer everything", async () => {
    const { root, one, two } = await twoSpaces()
    expect((await one.get("/spaces")).status).toBe(403)
    const space = (await root.get(`/spaces/${LOCAL}`)).json
    expect((await root.put(`/spaces/${LOCAL}`, { ...space, super: true })).status).toBe(200)
    expect((await one.get("/spaces")).json.length).toBe(2)
    expect((await one.with({}, BARE).get("/accounts")).json.total).toBe(1)
    expect((await one.post("/accounts", { ...NEW, domain: BARE })).json.domain).toBe(BARE)
    expect((await two.get("/spaces")).status).toBe(403)
  })

  it("are full with as many accounts as they may have", async () => {
    const { root, one } = await twoSpaces({ max_accounts: 2 })
    expect((await one.post("/accounts", NEW)).status).toBe(200)
    const full = await one.post("/accounts", { ...NEW, username: "second" })
    expect([full.status, full.json]).toEqual([403, { message: "This action is unauthorized." }])
    const space = (await root.get(`/spaces/${LOCAL}`)).json
    const less = await root.put(`/spaces/${LOCAL}`, { ...space, max_accounts: 1 })
    expect([less.status, Object.keys(less.json.errors ?? {})]).toEqual([422, ["max_accounts"]])
    expect((await root.put(`/spaces/${LOCAL}`, { ...space, max_accounts: 3 })).status).toBe(200)
    expect((await one.post("/accounts", { ...NEW, username: "second" })).status).toBe(200)
    const kept = await root.delete(`/spaces/${LOCAL}`)
    expect([kept.status, typeof kept.json.message]).toEqual([409, "string"])
    const realm = await root.put(`/spaces/${LOCAL}`, { ...space, max_accounts: 3, account_realm: "new" })
    expect([realm.status, Object.keys(realm.json.errors)]).toEqual([422, ["account_realm"]])
  })

  it("have a realm that can stand in a challenge", async () => {
    const { root, one } = await twoSpaces()
    const space = { name: "other", domain: "other.bz", host: "other.example.org" }
    for (const realm of ["a\r\nSet-Cookie: x=1", "a\tb", "Zürich", "a€b", "\ud83d\udcde", "\u0085"]) {
      const refused = await root.post("/spaces", { ...space, account_realm: realm })
      expect([refused.status, Object.keys(refused.json.errors)], realm).toEqual([422, ["account_realm"]])
    }
    expect((await root.post("/spaces", { ...space, account_realm: 'the "other" \\ one' })).status).toBe(201)
    expect((await one.get("/accounts/me")).status).toBe(200)
  })

  it("answer nobody who has to log in once they have expired, and ping still", async () => {
    const { root, one, two } = await twoSpaces({ expire_at: "2026-01-03" })
    expect((await one.get("/accounts/me")).status).toBe(200)
    used.world.clock.advance(DAY)
    const late = { address: `admin@${LOCAL}`, password: "testtest" }
    for (const answer of [
      await one.get("/accounts/me"),
      await one.post("/accounts", NEW),
      await makeClients(used.world).client.with({}, BARE).digest(late, "GET", "/accounts/me"),
      await makeClients(used.world).client.get("/accounts/me"),
    ]) {
      expect([answer.status, answer.json]).toEqual([403, { message: "The related Space has expired" }])
    }
    expect((await one.get("/ping")).text).toBe("pong")
    const admin = { address: `admin@${BARE}`, password: "testtest" }
    expect((await two.get("/accounts")).status).toBe(401)
    const other = makeClients(used.world).client.with({}, BARE)
    expect((await other.digest(admin, "GET", "/accounts")).status).toBe(200)
    const there = root.with({}, BARE)
    const space = (await there.get(`/spaces/${LOCAL}`)).json
    expect((await there.put(`/spaces/${LOCAL}`, { ...space, expire_at: "2026-01-05" })).status).toBe(200)
    const mine = makeClients(used.world).client
    expect((await mine.digest(late, "GET", "/accounts")).status).toBe(200)
  })

  it("that are added and removed show in a ping within a second, and in everything else at once", async () => {
    const elsewhere = makeClients(used.world).client.with({}, "elsewhere.example")
    const unknown = { message: "Host not configured" }
    expect((await elsewhere.get("/ping")).text).toBe("pong")
    const { root } = await twoSpaces()
    expect((await elsewhere.get("/accounts/me")).json).toEqual(unknown)
    used.world.clock.advance(999)
    expect((await elsewhere.get("/ping")).text).toBe("pong")
    used.world.clock.advance(1)
    expect((await elsewhere.get("/ping")).json).toEqual(unknown)
    const space = { name: "elsewhere", domain: "elsewhere.example", host: "elsewhere.example" }
    expect((await root.post("/spaces", space)).status).toBe(201)
    expect((await elsewhere.get("/ping")).text).toBe("pong")
    expect((await root.delete("/spaces/elsewhere.example")).status).toBe(200)
    expect((await elsewhere.get("/ping")).text).toBe("pong")
    expect((await elsewhere.with({}, "ELSEWHERE.example:8080").get("/ping")).text).toBe("pong")
    expect((await elsewhere.with({}, "nowhere.example").get("/ping")).json).toEqual(unknown)
    used.world.clock.advance(-1)
    expect((await elsewhere.get("/ping")).json).toEqual(unknown)
    used.world.clock.advance(1001)
    expect((await elsewhere.get("/ping")).json).toEqual(unknown)
  })

  it("of more hosts than are remembered answer pings all the same", async () => {
    const { client } = makeClients(used.world)
    const hosts = Array.from({ length: 250 }, (_, n) => `host${n}.example`)
    for (const host of hosts) expect((await client.with({}, host).get("/ping")).text).toBe("pong")
    await twoSpaces()
    expect((await client.with({}, hosts[0]).get("/ping")).status).toBe(404)
    expect((await client.with({}, hosts.at(-1)).get("/ping")).text).toBe("pong")
  })

  it("are one for every host while none is set up", async () => {
    const writer = await makeClients(used.world).operator("full_write")
    for (const host of [LOCAL, "anything.example", "localhost:8080"]) {
      expect((await writer.with({}, host).get("/ping")).text).toBe("pong")
      const made = await writer.with({}, host).post("/accounts", { ...NEW, username: host.slice(0, 5) })
      expect([made.status, made.json.domain, made.json.realm]).toEqual([200, LOCAL, null])
    }
    expect((await writer.post("/accounts", { ...NEW, domain: BARE })).status).toBe(422)
    const root = await chief()
    expect((await root.post("/accounts", { ...NEW, domain: BARE })).json.domain).toBe(BARE)
  })
})
