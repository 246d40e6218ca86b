import { describe, expect, it } from "vitest"
import { stores } from "../hermes/stores.ts"
import { BARE, FOREIGN, LOCAL, useWorld } from "../hermes/world.ts"
import type { FlexisipClient } from "./client.ts"
import { addAccount, makeClients } from "./fixtures.ts"

const NEW = { username: "foobar", password: "123456", algorithm: "SHA-256" }

describe.each(stores)("accounts of Flexisip on $name", (kind) => {
  const used = useWorld(kind)
  const clientOf = () => makeClients(used.world).client
  const admin = () => makeClients(used.world).operator("full_write")

  const make = async (client: FlexisipClient, more: Readonly<Record<string, unknown>> = {}) =>
    client.post("/accounts", { ...NEW, ...more })

  const errorsOf = async (client: FlexisipClient, more: Readonly<Record<string, unknown>>) => {
    const before = (await used.world.backDoor.subscribers()).length
    const answer = await make(client, more)
    expect(answer.status, JSON.stringify(more)).toBe(422)
    expect((await used.world.backDoor.subscribers()).length).toBe(before)
    return answer.json.errors
  }

  it("are made with what is documented", async () => {
    const made = await make(await admin(), { dtmf_protocol: "sipinfo" })
    expect(made.status).toBe(200)
    expect(made.json).toEqual({
      id: expect.any(Number),
      username: "foobar",
      domain: LOCAL,
      email: null,
      activated: false,
      ip_address: null,
      user_agent: null,
      created_at: "2026-01-02T03:04:05.000000Z",
      updated_at: "2026-01-02T03:04:05.000000Z",
      display_name: null,
      dtmf_protocol: "sipinfo",
      blocked: false,
      admin: false,
      phone: null,
      email_change_code: null,
      types: [],
      actions: [],
      carddav_servers: [],
      provisioning_token: expect.stringMatching(/^[A-Za-z0-9]{13}$/),
      provisioning_token_expire_at: null,
      dictionary: {},
      realm: null,
      passwords: [{ algorithm: "SHA-256" }],
    })
    expect(made.text).not.toMatch(/123456/)
    expect(await used.world.backDoor.subscribers()).toEqual([])
  })

  it("register at once where they are activated, with the password that was given", async () => {
    const made = await make(await admin(), { activated: "1", display_name: " Foo Bar ", email: "foo@bar.bz" })
    expect(made.json).toMatchObject({ activated: true, display_name: "Foo Bar", email: "foo@bar.bz" })
    const [row] = await used.world.backDoor.subscribers()
    expect([row?.username, row?.domain]).toEqual(["foobar", LOCAL])
    const account = await used.world.sipwright.accounts.get({ address: `foobar@${LOCAL}` })
    expect(account).toMatchObject({ password: "123456", ha1: row?.ha1, displayName: "Foo Bar", email: "foo@bar.bz" })
  })

  it("are for administrators, who are asked for before anything is looked at", async () => {
    const alice = await addAccount(used.world, "alice")
    const answer = await clientOf().digest(alice, "POST", "/accounts", { body: {} })
    expect([answer.status, answer.json]).toEqual([403, { message: "Unauthorized area" }])
    expect((await clientOf().post("/accounts", {})).status).toBe(401)
    for (const access of ["limited_read", "full_read"] as const) {
      expect((await make(await makeClients(used.world).operator(access))).status).toBe(403)
    }
    const chief = await addAccount(used.world, "chief", { access: "full_write" })
    expect((await clientOf().digest(chief, "POST", "/accounts", { body: NEW })).status).toBe(200)
  })

  it("refuse broken JSON before they ask who calls", async () => {
    for (const body of ["{", '{"a":}', "secret-password", "{'a':1}", "\u0000"]) {
      const answer = await clientOf().post("/accounts", body)
      expect([answer.status, answer.json], body).toEqual([400, { message: "Invalid JSON: Syntax error" }])
    }
    for (const body of ["[]", "null", "1", '"x"', ""])
      expect((await clientOf().post("/accounts", body)).status).toBe(401)
  })

  it("say all that is wrong with their fields", async () => {
    const client = await admin()
    const empty = await client.post("/accounts", {})
    expect([empty.status, empty.json]).toEqual([
      422,
      {
        message: "The username field is required. (and 2 more errors)",
        errors: {
          username: ["The username field is required."],
          algorithm: ["The algorithm field is required."],
          password: ["The password field is required."],
        },
      },
    ])
    for (const [field, values] of Object.entries({
      username: ["", " ", null, "Foobar", "blabla🔥", "blabla hop", "a@b", "+33612121212", 12, ["x"], "x".repeat(65)],
      password: ["", "ab", null, 123456, "x".repeat(65), "a\nb"],
      algorithm: ["", "123", "md5", null, 1],
      email: ["foo", "foo@", "@bar", "a b@c.d", 1],
      phone: ["0612121212", "+0612", "phone", 33],
      dtmf_protocol: ["wrong", 1],
      dictionary: ["hop", { foo: { hey: "hop" } }, { foo: 1 }, ["a"], { "": "x" }],
      admin: ["maybe", 2],
      activated: ["yes"],
      domain: [FOREIGN, 1],
      display_name: ["x".repeat(256), 7],
    })) {
      for (const value of values) {
        expect(Object.keys(await errorsOf(client, { [field]: value })), `${field} ${JSON.stringify(value)}`).toEqual([
          field,
        ])
      }
    }
  })

  it("take what is allowed", async () => {
    const client = await admin()
    for (const [index, more] of [
      { password: "nonascii€" },
      { password: " ab" },
      { algorithm: "MD5" },
      { phone: "+33612345678" },
      { dictionary: { foo: "bar" } },
      { dictionary: [] },
      { admin: true },
      { admin: 0 },
      { blocked: true, unknown: "field" },
      { domain: LOCAL },
      { username: "user.with-all_of+them", email: "Some.Body+tag@sub.example" },
    ].entries()) {
      const answer = await make(client, { username: `user${index}`, ...more })
      expect(answer.status, JSON.stringify(more)).toBe(200)
      expect(answer.json).toMatchObject({ blocked: false, domain: LOCAL, admin: more.admin === true })
    }
    const list = await client.get("/accounts")
    expect(list.json.data.find((one: { username: string }) => one.username === "user4").dictionary).toEqual({
      foo: "bar",
    })
  })

  it("are one an address, one a phone number", async () => {
    const client = await admin()
    expect((await make(client, { phone: "+33612345678" })).status).toBe(200)
    expect(await errorsOf(client, {})).toEqual({ username: ["The username has already been taken."] })
    expect(await errorsOf(client, { username: "another", phone: "+33612345678" })).toEqual({
      phone: ["The phone has already been taken."],
    })
    await used.world.sipwright.aliases.add({ alias: `sales@${LOCAL}`, destination: `foobar@${LOCAL}` })
    expect(await errorsOf(client, { username: "sales" })).toHaveProperty("username")
  })

  it("are made once by many at once", async () => {
    const client = await admin()
    const answers = await Promise.all(Array.from({ length: 8 }, () => make(client)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 422),
    ])
  })

  it("are listed in pages of twenty, and found by number, address and e-mail", async () => {
    const client = await admin()
    for (let i = 0; i < 23; i++) {
      await addAccount(used.world, `user${String(i).padStart(2, "0")}`, { email: `mail${i}@bar.bz` })
    }
    const first = (await client.get("/accounts")).json
    const path = `http://${LOCAL}/api/accounts`
    expect({ ...first, data: first.data.length, links: first.links.length }).toEqual({
      current_page: 1,
      data: 20,
      first_page_url: `${path}?page=1`,
      from: 1,
      last_page: 2,
      last_page_url: `${path}?page=2`,
      links: 4,
      next_page_url: `${path}?page=2`,
      path,
      per_page: 20,
      prev_page_url: null,
      to: 20,
      total: 23,
    })
    const second = (await client.get("/accounts?page=2")).json
    expect([second.data.length, second.from, second.to, second.next_page_url]).toEqual([3, 21, 23, null])
    expect((await client.get("/accounts?page=3")).json).toMatchObject({ data: [], from: null, to: null, total: 23 })
    const one = second.data[0]
    expect(one).toMatchObject({ username: "user20", email: "mail20@bar.bz" })
    expect(one).not.toHaveProperty("passwords")
    const { passwords, ...same } = (await client.get(`/accounts/${one.id}`)).json
    expect([same, passwords.length]).toEqual([one, 2])
    for (const path of [
      `/accounts/user20@${LOCAL}/search`,
      `/accounts/user20%40${LOCAL}/search`,
      `/accounts/sip:user20@${LOCAL}/search`,
      "/accounts/MAIL20@bar.bz/search-by-email",
    ]) {
      expect((await client.get(path)).json.id, path).toBe(one.id)
    }
    expect((await client.get(`/resolve/user20@${LOCAL}`)).json).toMatchObject({
      type: "account",
      payload: { id: one.id },
    })
    for (const [path, message] of [
      ["/accounts/wrong/search", "SIP address not found"],
      [`/accounts/nobody@${LOCAL}/search`, "SIP address not found"],
      ["/accounts/wrong@email.com/search-by-email", "Email address not found"],
      [`/resolve/nobody@${LOCAL}`, "SIP address not found"],
      ["/accounts/999999", "Account not found"],
      ["/accounts/0", "Account not found"],
      ["/accounts/99999999999999999999", "Account not found"],
      ["/accounts/abc", "Account not found"],
    ] as const) {
      const answer = await client.get(path)
      expect([answer.status, answer.json], path).toEqual([404, { message }])
    }
  })

  it("are found by anybody who asks for one, and only told whether it is activated", async () => {
    await addAccount(used.world, "alice", { activated: false })
    const info = await clientOf().get(`/accounts/alice@${LOCAL}/info`)
    expect([info.status, info.json]).toEqual([200, { activated: false, realm: null }])
    for (const nobody of [`nobody@${LOCAL}`, "wrong", "%00@x"]) {
      expect((await clientOf().get(`/accounts/${nobody}/info`)).status, nobody).toBeGreaterThanOrEqual(404)
    }
  })

  it("are activated, deactivated, blocked and unblocked, each for itself", async () => {
    const client = await admin()
    const { id } = (await make(client)).json
    const rows = async () => (await used.world.backDoor.subscribers()).length
    const to = async (what: string) => {
      const { status, json } = await client.post(`/accounts/${id}/${what}`)
      return [status, json.activated, json.blocked, await rows()]
    }
    expect(await to("activate")).toEqual([200, true, false, 1])
    const [before] = await used.world.backDoor.subscribers()
    expect(await to("block")).toEqual([200, true, true, 0])
    expect(await to("deactivate")).toEqual([200, false, true, 0])
    expect(await to("unblock")).toEqual([200, false, false, 0])
    expect(await to("activate")).toEqual([200, true, false, 1])
    expect(await used.world.backDoor.subscribers()).toEqual([before])
    expect((await client.get(`/accounts/${id}/deactivate`)).json.activated).toBe(false)
    expect((await client.post("/accounts/999999/block")).status).toBe(404)
  })

  it("are replaced as a whole, but for their password and states", async () => {
    const client = await admin()
    const given = {
      email: "a@bar.bz",
      display_name: "A",
      phone: "+33612345678",
      dtmf_protocol: "rfc2833",
      dictionary: { a: "b" },
      admin: true,
      activated: true,
    }
    const { id } = (await make(client, given)).json
    const put = (more: Readonly<Record<string, unknown>>) =>
      client.put(`/accounts/${id}`, { username: "foobar", algorithm: "SHA-256", ...more })
    await client.post(`/accounts/${id}/block`)
    const bare = await put({})
    expect([bare.status, bare.json]).toEqual([
      200,
      expect.objectContaining({
        email: null,
        display_name: null,
        phone: null,
        dtmf_protocol: null,
        dictionary: { a: "b" },
        admin: false,
        activated: true,
        blocked: true,
      }),
    ])
    expect((await put({ ...given, blocked: false, dictionary: [] })).json).toMatchObject({
      ...given,
      blocked: false,
      dictionary: {},
    })
    expect((await client.get(`/accounts/${id}`)).text).toContain('"dictionary":{}')
    expect((await put({ activated: "0" })).json.activated).toBe(false)
    expect((await put({ algorithm: "MD5" })).json.passwords).toEqual([{ algorithm: "MD5" }])
    expect(await used.world.sipwright.accounts.get({ address: `foobar@${LOCAL}` })).toMatchObject({
      password: "123456",
    })
    await put({ password: "another" })
    expect(await used.world.sipwright.accounts.get({ address: `foobar@${LOCAL}` })).toMatchObject({
      password: "another",
    })
  })

  it("are replaced by right fields only, which are looked at before it is known whose they are", async () => {
    const client = await admin()
    const empty = await client.put("/accounts/1234", {})
    expect([empty.status, Object.keys(empty.json.errors)]).toEqual([422, ["username", "algorithm"]])
    expect((await client.put("/accounts/1234", { username: "good" })).json.errors).toHaveProperty("algorithm")
    expect((await client.put("/accounts/1234", { username: "good", algorithm: "MD5" })).status).toBe(404)
    const { id } = (await make(client)).json
    const renamed = await client.put(`/accounts/${id}`, { username: "other", algorithm: "MD5" })
    expect([renamed.status, Object.keys(renamed.json.errors)]).toEqual([422, ["username"]])
    await make(client, { username: "second", phone: "+33612345678" })
    const clash = await client.put(`/accounts/${id}`, { username: "foobar", algorithm: "MD5", phone: "+33612345678" })
    expect([clash.status, Object.keys(clash.json.errors)]).toEqual([422, ["phone"]])
  })

  it("are removed, unless something hangs on them, and their name is free at once", async () => {
    const client = await admin()
    const { id } = (await make(client, { activated: true })).json
    const address = `foobar@${LOCAL}`
    await used.world.sipwright.phones.add({ address, mac: "001122334455" })
    const held = await client.delete(`/accounts/${id}`)
    expect([held.status, typeof held.json.message]).toEqual([409, "string"])
    await used.world.sipwright.phones.remove({ address, mac: "001122334455" })
    const removed = await client.delete(`/accounts/${id}`)
    expect([removed.status, removed.text]).toEqual([200, ""])
    expect((await client.get(`/accounts/${id}`)).status).toBe(404)
    expect((await client.delete(`/accounts/${id}`)).status).toBe(404)
    expect(await used.world.backDoor.subscribers()).toEqual([])
    const again = await make(client)
    expect([again.status, again.json.id > id]).toEqual([200, true])
  })

  it("remove themselves", async () => {
    const alice = await addAccount(used.world, "alice")
    const answer = await clientOf().digest(alice, "DELETE", "/accounts/me")
    expect([answer.status, answer.text]).toEqual([200, "1"])
    expect((await clientOf().get(`/accounts/${alice.address}/info`)).status).toBe(404)
  })

  it("change their password with the old one", async () => {
    const alice = await addAccount(used.world, "alice")
    const change = (body: unknown, password = alice.password) =>
      clientOf().digest({ ...alice, password }, "POST", "/accounts/me/password", { body })
    const fields = async (body: unknown) => Object.keys((await change(body)).json.errors)
    expect(await fields({ algorithm: "123" })).toEqual(["algorithm", "old_password", "password"])
    expect(await fields({ algorithm: "MD5", password: "123456" })).toEqual(["old_password"])
    const wrong = await change({ algorithm: "MD5", password: "123456", old_password: "wrong" })
    expect([wrong.status, wrong.json]).toEqual([
      422,
      { message: "Incorrect old password", errors: { old_password: ["Incorrect old password"] } },
    ])
    const right = await change({ algorithm: "MD5", password: "123456", old_password: alice.password })
    expect([right.status, right.text]).toEqual([200, ""])
    const me = await clientOf().digest({ ...alice, password: "123456" }, "GET", "/accounts/me")
    expect([me.status, me.json.passwords]).toEqual([200, [{ algorithm: "MD5" }]])
    expect((await clientOf().digest(alice, "GET", "/accounts/me")).status).toBe(401)
    await change({ algorithm: "SHA-256", password: "12345678", old_password: "123456" }, "123456")
    const again = await clientOf().digest({ ...alice, password: "12345678" }, "GET", "/accounts/me")
    expect(again.json.passwords).toEqual([{ algorithm: "SHA-256" }])
  })

  it("have a dictionary", async () => {
    const client = await admin()
    const { id } = (await make(client, { dictionary: { foo: "bar" } })).json
    const path = `/accounts/${id}/dictionary`
    expect((await client.get(path)).json).toEqual({ foo: "bar" })
    for (const value of ["one", "two"]) {
      const set = await client.post(`${path}/a%20key`, { value })
      expect([set.status, set.json]).toEqual([201, { key: "a key", value }])
    }
    expect((await client.get(`${path}/a%20key`)).json).toEqual({ key: "a key", value: "two" })
    expect((await client.get(`${path}/nokey`)).status).toBe(404)
    expect((await client.post(`${path}/x`, {})).json.errors).toEqual({ value: ["The value field is required."] })
    expect((await client.delete(`${path}/foo`)).text).toBe("1")
    expect((await client.delete(`${path}/foo`)).text).toBe("0")
    expect((await client.get(path)).text).toBe('{"a key":"two"}')
    expect((await client.delete(path)).text).toBe("1")
    expect((await client.get(path)).text).toBe("{}")
    expect((await client.get(`/accounts/999999/dictionary`)).status).toBe(404)
  })

  it("are the same accounts for Hermes, and what is changed there is changed here", async () => {
    const client = await admin()
    const { id } = (await make(client, { activated: true, display_name: "Foo" })).json
    const hermes = (path: string) => client.get(path).then(({ json }) => json)
    expect(await hermes(`/user/get?user=foobar@${LOCAL}`)).toMatchObject({
      response: "ok",
      user: { username: "foobar", displayname: "Foo", password: "123456" },
    })
    expect(await hermes(`/user/update?user=foobar@${LOCAL}&displayname=Bar`)).toMatchObject({ response: "ok" })
    expect((await client.get(`/accounts/${id}`)).json.display_name).toBe("Bar")
    await used.world.sipwright.accounts.block({ address: `foobar@${LOCAL}` })
    expect((await client.get(`/accounts/${id}`)).json.blocked).toBe(true)
    const local = await hermes(`/user/add_local?user=other@${LOCAL}&displayname=O&email=`)
    expect(local).toMatchObject({ response: "ok" })
    const other = (await client.get(`/accounts/other@${LOCAL}/search`)).json
    expect(other).toMatchObject({ username: "other", activated: true, provisioning_token: null })
    const password = local.user.password as string
    expect((await clientOf().digest({ address: `other@${LOCAL}`, password }, "GET", "/accounts/me")).status).toBe(200)
  })

  it("are never above who makes or changes them", async () => {
    const { world } = used
    await world.sipwright.spaces.add({ domain: BARE, name: "Chiefs", host: BARE, super: true })
    await world.sipwright.spaces.add({ domain: LOCAL, name: "Others", host: LOCAL })
    const chief = await addAccount(world, `chief@${BARE}`, { access: "full_write" })
    const writer = (await admin()).with({}, BARE)
    // An administrator of that space may do everything, and an operator of full_write may not.
    expect((await make(writer, { admin: true })).status).toBe(403)
    expect((await make(writer, { username: "plain" })).status).toBe(200)
    const { id } = (await writer.get(`/accounts/${chief.address}/search`)).json
    for (const what of ["block", "deactivate"]) expect((await writer.post(`/accounts/${id}/${what}`)).status).toBe(403)
    expect((await writer.delete(`/accounts/${id}`)).status).toBe(403)
    expect((await writer.put(`/accounts/${id}`, { ...NEW, username: "chief" })).status).toBe(403)
    expect(await world.sipwright.accounts.get({ address: chief.address })).toMatchObject({ state: "active" })
  })
})
