import { Effect, Layer } from "effect"
import { HostResolver } from "@sipwright/core"
import { describe, expect, it } from "vitest"
import { type Form, type HermesClient, outcome } from "./client.ts"
import { done, listOf } from "./fixtures.ts"
import { memory, stores } from "./stores.ts"
import { HOME, useWorld } from "./world.ts"

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const here = { host: HOME, access: "full_read" }

const make = async (client: HermesClient, parameters: Form = here) => {
  const { body } = await done(client, "auth/new_apikey", parameters)
  return { id: String(body["id"]), key: String(body["key"]) }
}

type Entry = Readonly<Record<string, unknown>>

describe.each(stores)("API keys over $name", (kind) => {
  const used = useWorld(kind)

  const open = async (api_key: string, client = used.world.client()) => {
    const reply = await client.open({ api_key })
    return { client, decided: outcome(reply) }
  }
  const entries = async (): Promise<ReadonlyArray<Entry>> =>
    listOf(await done(used.writer, "auth/list_apikeys")) as ReadonlyArray<Entry>

  it("is shown once, opens a session of its own level, and is listed without its secret", async () => {
    const { body } = await done(used.writer, "auth/new_apikey", { ...here, label: "billing" })
    expect(body).toEqual({
      response: "ok",
      id: expect.stringMatching(/^\w{16}$/),
      key: expect.stringMatching(/^sipw_[A-Za-z0-9]{43}$/),
      host: HOME,
      access: "full_read",
    })
    const { client, decided } = await open(String(body["key"]))
    expect(decided).toBe("ok")
    await done(client, "auth/list_users")
    expect(outcome(await client.call("numbers/add", { number: "+4761135999" }))).toBe("failed/forbidden")
    expect(outcome(await client.ping())).toBe("pong")
    await done(client, "auth/logout")

    const created = Math.floor(used.world.clock.now / 1000)
    expect(await entries()).toEqual([
      { id: body["id"], host: HOME, access: "full_read", label: "billing", created, last_used: created },
    ])
    expect(await used.world.backDoor.storedText()).not.toContain(String(body["key"]).slice(5))
  })

  it.each([
    ["an address", "192.0.2.7", "192.0.2.7", "192.0.2.8"],
    ["an IPv4 network", "192.0.2.0/25", "192.0.2.127", "192.0.2.128"],
    ["an IPv6 address", "2001:DB8::1", "2001:db8:0::1", "2001:db8::2"],
    ["an IPv6 network", "2001:db8:1::/48", "2001:db8:1:ffff::9", "2001:db8:2::9"],
    ["an IPv4 address that comes as IPv6", "192.0.2.7", "::ffff:192.0.2.7", "::ffff:192.0.2.8"],
    ["a network of the other kind", "0.0.0.0/0", "192.0.2.7", "2001:db8::1"],
  ])("is bound to %s", async (_, host, inside, outside) => {
    const { key } = await make(used.writer, { ...here, host })
    expect((await open(key, used.world.clientFrom(inside))).decided).toBe("ok")
    expect((await open(key, used.world.clientFrom(outside))).decided).toBe("failed/unauthorized")
    expect((await open(key, used.world.clientFrom("nonsense"))).decided).toBe("failed/unauthorized")
  })

  it.each(["192.0.2.256", "192.0.2.0/33", "300.1", "0x7f000001", "a b", "http://a.bz", "-a.bz", "::1/129", "*"])(
    "is not bound to %j",
    async (host) => {
      const reply = await used.writer.call("auth/new_apikey", { ...here, host })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("host")
      expect(await entries()).toEqual([])
    },
  )

  it("needs a host and an access, and neither grants nor removes a level above the caller's own", async () => {
    for (const parameters of [{ access: "1" }, { host: HOME }, { host: "", access: "1" }, { ...here, access: "5" }]) {
      expect(outcome(await used.writer.call("auth/new_apikey", parameters))).toBe("invalid/parameters")
    }
    const attempt = { ...here, access: "super" }
    expect(outcome(await used.writer.call("auth/new_apikey", attempt))).toBe("failed/forbidden")
    const { id } = await make(await used.world.as("super"), attempt)
    expect(outcome(await used.writer.call("auth/remove_apikey", { key: id }))).toBe("failed/forbidden")
  })

  it.each(["id", "key"] as const)("removed by its %s, it opens nothing, and its sessions end", async (by) => {
    const made = await make(used.writer)
    const other = await make(used.writer)
    const { client } = await open(made.key)
    const { client: stays } = await open(other.key)
    const beside = kind.takesTwoWriters ? used.world.beside({}) : undefined
    const there = beside?.clientLike(client)
    const { body } = await done(used.writer, "auth/remove_apikey", { key: made[by] })
    expect(body).toEqual({ response: "ok", key: made[by], id: made.id })
    expect(outcome(await client.call("domain/list"))).toBe("failed/unauthorized")
    if (there !== undefined) expect(outcome(await there.call("domain/list"))).toBe("failed/unauthorized")
    expect((await open(made.key)).decided).toBe("failed/unauthorized")
    expect(outcome(await used.writer.call("auth/remove_apikey", { key: made[by] }))).toBe("failed/nonexistant")
    await done(stays, "domain/list")
    await beside?.close()
  })

  it.each([
    ["RFC 3339", (now: number) => new Date(now + DAY).toISOString()],
    ["Unix time", (now: number) => String(Math.floor((now + DAY) / 1000))],
  ])("expires, its sessions with it (%s)", async (_, textOf) => {
    const { key } = await make(used.writer, { ...here, expires: textOf(used.world.clock.now) })
    used.world.clock.advance(DAY - MINUTE)
    const { client, decided } = await open(key)
    expect(decided).toBe("ok")
    used.world.clock.advance(MINUTE)
    expect(outcome(await client.call("domain/list"))).toBe("failed/unauthorized")
    expect((await open(key)).decided).toBe("failed/unauthorized")
  })

  it.each(["yesterday", "2026-13-01T00:00:00Z", "2020-01-01T00:00:00Z", "-5", "1e9"])(
    "does not expire at %j",
    async (expires) => {
      const reply = await used.writer.call("auth/new_apikey", { ...here, expires })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("expires")
    },
  )

  it("records its last use, at most once a minute", async () => {
    const { key } = await make(used.writer)
    const lastUsed = async () => (await entries())[0]?.["last_used"]
    expect(await lastUsed()).toBeNull()
    const program = used.world.client()
    program.headers = { "x-api-key": key }
    const first = Math.floor(used.world.clock.now / 1000)
    await done(program, "domain/list")
    used.world.clock.advance(30_000)
    await done(program, "domain/list")
    expect(await lastUsed()).toBe(first)
    used.world.clock.advance(31_000)
    await done(program, "domain/list")
    expect(await lastUsed()).toBe(first + 61)
  })

  it.each(["", "sipw_", "sipw_0000000000000000000000000000000000000000000", "x".repeat(200)])(
    "another is refused: %j",
    async (api_key) => {
      await make(used.writer)
      const reply = await used.world.client().open({ api_key })
      expect(outcome(reply)).toBe(api_key === "" ? "invalid/parameters" : "failed/unauthorized")
    },
  )

  it("does not go together with a password", async () => {
    const { key } = await make(used.writer)
    const reply = await used.world.client().open({ api_key: key, username: "super", password: "x" })
    expect(outcome(reply)).toBe("invalid/parameters")
  })

  it("acts at once on a level that is lowered to nothing", async () => {
    const { key } = await make(used.writer, { ...here, access: "none" })
    expect((await open(key)).decided).toBe("failed/unauthorized")
  })
})

describe("API keys that are bound to a name", () => {
  const names = new Map<string, ReadonlyArray<string>>()
  const resolver = Layer.succeed(HostResolver, {
    addressesOf: (name: string) => Effect.sync(() => names.get(name) ?? []),
  })
  const used = useWorld(memory, { runtime: resolver })

  it("come from the addresses that the name has now", async () => {
    const { key } = await make(used.writer, { ...here, host: "PBX.example.org" })
    const from = async (host: string) => outcome(await used.world.clientFrom(host).open({ api_key: key }))
    expect(await from("192.0.2.7")).toBe("failed/unauthorized")
    names.set("pbx.example.org", ["198.51.100.1", "192.0.2.7", "2001:db8::7"])
    expect(await from("192.0.2.7")).toBe("ok")
    expect(await from("2001:db8::7")).toBe("ok")
    expect(await from("192.0.2.8")).toBe("failed/unauthorized")
    names.set("pbx.example.org", ["192.0.2.8"])
    expect(await from("192.0.2.7")).toBe("failed/unauthorized")
  })
})

describe("a server that does not know where calls come from", () => {
  const used = useWorld(memory, { app: { clientAddress: () => undefined } })

  it("takes no API key", async () => {
    const { key } = await make(used.writer, { ...here, host: "0.0.0.0/0" })
    expect(outcome(await used.world.client().open({ api_key: key }))).toBe("failed/unauthorized")
  })
})
