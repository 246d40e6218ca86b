import { describe, expect, it } from "vitest"
import { type Form, outcome } from "./client.ts"
import { done } from "./fixtures.ts"
import { memory } from "./stores.ts"
import { HOME, useWorld } from "./world.ts"

describe("credentials in headers", () => {
  const used = useWorld(memory)

  const makeKey = async (access = "full_read") =>
    String((await done(used.writer, "auth/new_apikey", { host: HOME, access })).body["key"])
  const calling = async (headers: Form, node = "domain/list") =>
    outcome(await used.world.client().send(node, { headers }))

  it("open the nodes with an API key, by x-api-key or as a bearer token", async () => {
    const key = await makeKey()
    for (const headers of [
      { "x-api-key": key },
      { authorization: `Bearer ${key}` },
      { authorization: `bearer  ${key}` },
    ]) {
      expect(await calling(headers)).toBe("ok")
      expect(await calling(headers, "auth/list_users")).toBe("ok")
      expect(await calling(headers, "auth/new_user")).toBe("failed/forbidden")
      expect(await calling(headers, "user/nonode")).toBe("invalid/node")
      const get = await used.world.client().send("domain/list", { method: "GET", headers })
      expect(outcome(get)).toBe("ok")
    }
  })

  it("are refused where they are not right or not whole", async () => {
    const key = await makeKey()
    for (const headers of [
      { "x-api-key": "" },
      { "x-api-key": `${key}x` },
      { "x-api-key": key.toLowerCase() },
      { authorization: key },
      { authorization: "Bearer" },
      { authorization: `Basic ${btoa(`super:${key}`)}` },
      { authorization: "Bearer a.b.c" },
      { "x-access-token": key },
      { "x-key": key },
      { "x-access-token": key, "x-key": key },
      { "x-access-token": "", "x-key": "" },
    ]) {
      expect(await calling(headers as Form), JSON.stringify(headers)).toBe("failed/unauthorized")
    }
  })

  it("are not asked where a session is given, which has to be good by itself", async () => {
    const key = await makeKey("full_write")
    const client = await used.world.as("limited_read")
    client.headers = { "x-api-key": key }
    expect(outcome(await client.call("auth/list_users"))).toBe("failed/forbidden")
    client.authKey = "wrong"
    expect(outcome(await client.call("domain/list"))).toBe("failed/unauthorized")
    client.authKey = undefined
    expect(outcome(await client.call("domain/list"))).toBe("failed/unauthorized")
  })

  it("are not taken from the query, the body or cookies", async () => {
    const key = await makeKey()
    const client = used.world.client()
    for (const name of ["x-api-key", "api_key", "x_api_key", "access_token"]) {
      expect(outcome(await client.call("domain/list", { [name]: key }))).toBe("failed/unauthorized")
      expect(outcome(await client.get("domain/list", { [name]: key }))).toBe("failed/unauthorized")
      client.cookies.set(name, key)
      expect(outcome(await client.call("domain/list"))).toBe("failed/unauthorized")
    }
  })
})
