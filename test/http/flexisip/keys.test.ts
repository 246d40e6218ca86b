import { describe, expect, it } from "vitest"
import { stores } from "../hermes/stores.ts"
import { LOCAL, useWorld } from "../hermes/world.ts"
import { addAccount, ELSEWHERE, makeClients } from "./fixtures.ts"

const ME = "/accounts/me"
const KEY = "/accounts/me/api_key"
const MINUTE = 60_000

const cookieOf = (headers: Headers): string => headers.get("set-cookie") ?? ""

describe.each(stores)("keys of accounts on $name", (kind) => {
  const used = useWorld(kind)
  const clientOf = () => makeClients(used.world).client

  const keyOf = async (user = "alice") => {
    const account = await addAccount(used.world, user)
    const answer = await clientOf().digest(account, "GET", KEY)
    expect(answer.status).toBe(200)
    return { account, key: answer.text, answer }
  }

  it("are text of 40 letters and digits, and a cookie with the same", async () => {
    const { key, answer } = await keyOf()
    expect(key).toMatch(/^[A-Za-z0-9]{40}$/)
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/)
    expect(cookieOf(answer.headers)).toBe(`x-api-key=${key}; Max-Age=3600; Path=/; HttpOnly; SameSite=Strict`)
    expect((await used.world.backDoor.storedText()).includes(key)).toBe(false)
  })

  it("let in by header or cookie, whatever From says, the header first", async () => {
    const { key } = await keyOf()
    const by = (headers: Record<string, string>) => clientOf().get(ME, { headers })
    for (const headers of [
      { "x-api-key": key },
      { cookie: `x-api-key=${key}` },
      { "x-api-key": key, from: "sip:baduser@server.tld" },
      { "x-api-key": key, cookie: "x-api-key=wrong" },
    ]) {
      const answer = await by(headers)
      expect([answer.status, answer.json?.username], JSON.stringify(headers)).toEqual([200, "alice"])
    }
    for (const headers of [
      { "x-api-key": "wrong" },
      { "x-api-key": "" },
      { "x-api-key": `${key}x` },
      { "x-api-key": "wrong", cookie: `x-api-key=${key}` },
      { cookie: "x-api-key=wrong" },
    ]) {
      const answer = await by(headers)
      expect([answer.status, answer.json, answer.challenges], JSON.stringify(headers)).toEqual([
        401,
        { message: "Invalid API Key" },
        [],
      ])
    }
  })

  it("take the place of each other", async () => {
    const { key } = await keyOf()
    const next = await clientOf().get(KEY, { headers: { "x-api-key": key } })
    expect(next.status).toBe(200)
    expect(next.text).not.toBe(key)
    expect(cookieOf(next.headers)).toContain(`x-api-key=${next.text};`)
    expect((await clientOf().get(ME, { headers: { "x-api-key": key } })).status).toBe(401)
    expect((await clientOf().get(ME, { headers: { "x-api-key": next.text } })).status).toBe(200)
  })

  it("are good only from where they were made", async () => {
    const { key } = await keyOf()
    const elsewhere = clientOf().with({ "x-test-client": ELSEWHERE, "x-api-key": key })
    expect((await elsewhere.get(ME)).status).toBe(401)
    expect((await clientOf().get(ME, { headers: { "x-api-key": key } })).status).toBe(200)
  })

  it("die when they are not used for 60 minutes, counted from the last use", async () => {
    const { key } = await keyOf()
    const me = async () => (await clientOf().get(ME, { headers: { "x-api-key": key } })).status
    const { clock } = used.world
    for (const minutes of [59, 0.5, 59.9, 59.9]) {
      clock.advance(minutes * MINUTE)
      expect(await me(), `after ${minutes} minutes`).toBe(200)
    }
    clock.advance(60 * MINUTE)
    expect(await me()).toBe(401)
  })

  it("of operators do not", async () => {
    const admin = await makeClients(used.world).operator("full_write")
    used.world.clock.advance(400 * 24 * 60 * MINUTE)
    expect((await admin.get("/accounts")).status).toBe(200)
  })

  it("end when somebody else sets the password, and with the account", async () => {
    const { account, key } = await keyOf()
    const me = async () => (await clientOf().get(ME, { headers: { "x-api-key": key } })).status
    await used.world.sipwright.accounts.setPassword({ address: account.address, password: "another one" })
    expect(await me()).toBe(401)
    const bob = await keyOf("bob")
    await used.world.sipwright.accounts.remove({ address: bob.account.address })
    await addAccount(used.world, "bob")
    expect((await clientOf().get(ME, { headers: { "x-api-key": bob.key } })).status).toBe(401)
  })

  it("are refused while the account is blocked, and good again after", async () => {
    const { account, key } = await keyOf()
    const me = async () => (await clientOf().get(ME, { headers: { "x-api-key": key } })).status
    await used.world.sipwright.accounts.block({ address: account.address })
    const blocked = await clientOf().get(ME, { headers: { "x-api-key": key } })
    expect([blocked.status, blocked.json]).toEqual([403, { message: "Account blocked" }])
    await used.world.sipwright.accounts.unblock({ address: account.address })
    expect(await me()).toBe(200)
    await used.world.sipwright.accounts.deactivate({ address: account.address })
    expect(await me()).toBe(200)
  })

  it("are those of Hermes too, with what an account may do there", async () => {
    const { key } = await keyOf()
    const hermes = async (path: string) => (await clientOf().get(path, { headers: { "x-api-key": key } })).json
    expect(await hermes(`/user/get?user=alice@${LOCAL}`)).toMatchObject({ response: "ok", user: { username: "alice" } })
    expect(await hermes("/user/list")).toMatchObject({ response: "failed", cause: "forbidden" })
    await used.world.sipwright.accounts.deactivate({ address: `alice@${LOCAL}` })
    expect(await hermes(`/user/get?user=alice@${LOCAL}`)).toMatchObject({ response: "failed", cause: "unauthorized" })
  })

  it("change nothing by a cookie from another site", async () => {
    const { key } = await keyOf()
    const cookie = { cookie: `x-api-key=${key}` }
    const evil = await clientOf().delete(ME, { headers: { ...cookie, origin: "https://evil.example" } })
    expect(evil.status).toBe(403)
    expect((await clientOf().get(KEY, { headers: { ...cookie, origin: "null" } })).status).toBe(403)
    expect((await clientOf().get(ME, { headers: { ...cookie, origin: "https://evil.example" } })).status).toBe(200)
    expect((await clientOf().delete(ME, { headers: { ...cookie, origin: `http://${LOCAL}` } })).status).toBe(200)
  })

  it("come by a token that the owner attaches, once", async () => {
    const { key } = await keyOf()
    const owner = clientOf().with({ "x-api-key": key })
    const device = clientOf().with({ "x-test-client": ELSEWHERE, "user-agent": "Device/1" })
    const made = await device.post("/accounts/auth_token")
    expect([made.status, made.json]).toEqual([
      201,
      { token: expect.stringMatching(/^[A-Za-z0-9]{32}$/), ip: ELSEWHERE, user_agent: "Device/1" },
    ])
    const { token } = made.json
    expect((await device.get(`/accounts/me/api_key/${token}`)).status).toBe(404)
    expect((await owner.get("/accounts/auth_token/unknown/attach")).status).toBe(404)
    const attached = await owner.get(`/accounts/auth_token/${token}/attach`)
    expect([attached.status, attached.text]).toEqual([200, ""])
    expect((await owner.get(`/accounts/auth_token/${token}/attach`)).status).toBe(404)
    const redeemed = await device.get(`/accounts/me/api_key/${token}`)
    expect([redeemed.status, redeemed.json]).toEqual([200, { api_key: expect.stringMatching(/^[A-Za-z0-9]{40}$/) }])
    expect(cookieOf(redeemed.headers)).toContain(`x-api-key=${redeemed.json.api_key};`)
    expect((await device.get(`/accounts/me/api_key/${token}`)).status).toBe(404)
    expect((await device.get(ME, { headers: { "x-api-key": redeemed.json.api_key } })).json.username).toBe("alice")
    expect((await clientOf().get(ME, { headers: { "x-api-key": redeemed.json.api_key } })).status).toBe(401)
  })

  it("come by no token that is older than five minutes, or made up", async () => {
    const { key } = await keyOf()
    const owner = clientOf().with({ "x-api-key": key })
    const { token } = (await clientOf().post("/accounts/auth_token")).json
    const late = (await clientOf().post("/accounts/auth_token")).json.token
    used.world.clock.advance(4 * MINUTE)
    expect((await owner.get(`/accounts/auth_token/${token}/attach`)).status).toBe(200)
    used.world.clock.advance(MINUTE)
    expect((await clientOf().get(`/accounts/me/api_key/${token}`)).status).toBe(404)
    expect((await owner.get(`/accounts/auth_token/${late}/attach`)).status).toBe(404)
    const forged = `${late.slice(0, 7)}${"A".repeat(13)}${late.slice(20)}`
    expect((await owner.get(`/accounts/auth_token/${forged}/attach`)).status).toBe(404)
  })

  it("need somebody who calls", async () => {
    expect((await clientOf().get(KEY)).status).toBe(401)
    const operator = await makeClients(used.world).operator("super")
    for (const path of [ME, KEY, "/accounts/me/devices"]) {
      expect((await operator.get(path)).status, path).toBe(403)
    }
  })
})
