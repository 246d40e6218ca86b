import { Throttles } from "@sipwright/core"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type HermesClient, outcome, type Reply } from "./client.ts"
import { atOnce, done, tally } from "./fixtures.ts"
import { memory, stores } from "./stores.ts"
import { HOME, passwordOf, useWorld } from "./world.ts"

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const WRONG = "not the password"
const STRANGER = "203.0.113.66"

const retryAfter = ({ headers }: Reply) => Number(headers.get("retry-after"))

describe.each(stores)("throttling over $name", (kind) => {
  const used = useWorld(kind)

  const attempt = (username: string, password: string, host = STRANGER): Promise<Reply> =>
    used.world.clientFrom(host).login(username, password)
  const right = (username: string, host = STRANGER) => attempt(username, passwordOf(username), host)

  /** Fails so many times in a row, waiting as long as it is told to. */
  const fail = async (times: number, username: string, host = STRANGER): Promise<Reply | undefined> => {
    let refused: Reply | undefined
    for (let failed = 0; failed < times; ) {
      const reply = await attempt(username, WRONG, host)
      if (outcome(reply) === "failed/unauthorized") failed++
      else {
        refused = reply
        used.world.clock.advance(retryAfter(reply) * SECOND)
      }
    }
    return refused
  }

  it("holds a name up after five wrong passwords, the right one too, and clears the count with it", async () => {
    await fail(5, "full_read")
    const held = await right("full_read")
    expect(outcome(held)).toBe("failed/throttled")
    expect([held.status, retryAfter(held)]).toEqual([200, 1])
    expect(held.body["detail"]).toContain("1 s")
    const client = used.world.clientFrom(STRANGER)
    const asked = await client.call("auth/login", { username: "full_read", password: WRONG, http_status: "1" })
    expect([asked.status, outcome(asked), retryAfter(asked)]).toEqual([429, "failed/throttled", 1])
    used.world.clock.advance(SECOND)
    expect(outcome(await right("full_read"))).toBe("ok")
    await fail(4, "full_read")
    expect(outcome(await right("full_read"))).toBe("ok")
  })

  it("makes each further one wait twice as long, a quarter of an hour at most", async () => {
    await fail(5, "full_read")
    const waits: number[] = []
    for (let index = 0; index < 12; index++) {
      // A host each, so that it is the name that is counted.
      const host = `203.0.113.${index}`
      const held = await attempt("full_read", WRONG, host)
      expect(outcome(held)).toBe("failed/throttled")
      waits.push(retryAfter(held))
      used.world.clock.advance(retryAfter(held) * SECOND)
      expect(outcome(await attempt("full_read", WRONG, host))).toBe("failed/unauthorized")
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
  })

  it("is not prolonged by what is refused meanwhile", async () => {
    await fail(8, "full_read")
    for (let waited = 0; waited < 8; waited++) {
      expect(outcome(await right("full_read"))).toBe("failed/throttled")
      used.world.clock.advance(SECOND)
    }
    expect(outcome(await right("full_read"))).toBe("ok")
  })

  it("treats names that nobody has, empty passwords and operators without access the same", async () => {
    for (const username of ["mallory", "none"]) {
      await fail(5, username)
      expect(outcome(await right(username))).toBe("failed/throttled")
    }
    for (let index = 0; index < 5; index++) {
      expect(outcome(await attempt("full_write", "", "203.0.113.1"))).toBe("failed/unauthorized")
    }
    expect(outcome(await right("full_write"))).toBe("failed/throttled")
    for (const username of ["Wilma", "WILMA", "wilma", "ＷILMA", "wIlMa"]) {
      await attempt(username, WRONG, "203.0.113.2")
    }
    expect(outcome(await attempt("wilma", WRONG, "203.0.113.3"))).toBe("failed/throttled")
  })

  it("keeps no owner out where strangers guess: a host from which the name logged in is let through", async () => {
    expect(outcome(await right("full_read", "198.51.100.7"))).toBe("ok")
    await fail(12, "full_read")
    expect(outcome(await right("full_read"))).toBe("failed/throttled")
    expect(outcome(await right("full_read", "198.51.100.8"))).toBe("failed/throttled")
    expect(outcome(await right("full_read", "198.51.100.7"))).toBe("ok")
    expect(outcome(await right("full_write", "198.51.100.7"))).toBe("ok")
  })

  it("knows the host for thirty days", async () => {
    expect(outcome(await right("full_read", "198.51.100.7"))).toBe("ok")
    used.world.clock.advance(29 * DAY)
    await fail(8, "full_read")
    expect(outcome(await right("full_read", "198.51.100.7"))).toBe("ok")
    used.world.clock.advance(31 * DAY)
    await fail(8, "full_read")
    expect(outcome(await right("full_read", "198.51.100.7"))).toBe("failed/throttled")
  })

  it.each([
    ["an IPv4 host", () => "203.0.113.9", "203.0.113.10"],
    ["an IPv6 host, by its /64", (index: number) => `2001:db8:1:2::${index.toString(16)}`, "2001:db8:1:3::1"],
  ])("holds %s up after twenty wrong names, and no other", async (_, hostOf, other) => {
    for (let index = 0; index < 20; index++) {
      expect(outcome(await attempt(`nobody-${index}`, WRONG, hostOf(index)))).toBe("failed/unauthorized")
    }
    const held = await right("super", hostOf(99))
    expect([outcome(held), retryAfter(held)]).toEqual(["failed/throttled", 1])
    expect(outcome(await right("super", other))).toBe("ok")
    used.world.clock.advance(SECOND)
    expect(outcome(await right("super", hostOf(99)))).toBe("ok")
    // A success of one's own does not make up for guesses at others.
    await attempt("somebody-else", WRONG, hostOf(3))
    expect(retryAfter(await right("super", hostOf(3)))).toBe(2)
  })

  it("does not mind a clock that is behind that of another server", async () => {
    await fail(1, "full_read")
    used.world.clock.advance(-5 * SECOND)
    expect(outcome(await right("full_read"))).toBe("ok")
  })

  it("forgets what was long ago", async () => {
    await fail(5, "full_read")
    used.world.clock.advance(2 * HOUR)
    await fail(4, "full_read")
    expect(outcome(await right("full_read"))).toBe("ok")
  })

  it("counts wrong API keys against their host, and lets right ones in", async () => {
    const { body } = await done(used.writer, "auth/new_apikey", { host: "203.0.113.0/24", access: "1" })
    const program = used.world.clientFrom(STRANGER)
    for (let index = 0; index < 10; index++) {
      expect(outcome(await program.open({ api_key: `sipw_wrong${index}` }))).toBe("failed/unauthorized")
      const reply = await program.send("domain/list", { headers: { "x-api-key": `sipw_wrong${index}` } })
      expect(outcome(reply)).toBe("failed/unauthorized")
    }
    const held = await program.send("domain/list", { headers: { "x-api-key": "sipw_wrong" } })
    expect([outcome(held), retryAfter(held)]).toEqual(["failed/throttled", 1])
    expect(outcome(await right("super"))).toBe("failed/throttled")
    const good = { headers: { "x-api-key": String(body["key"]) } }
    expect(outcome(await program.send("domain/list", good))).toBe("ok")
    expect(outcome(await used.world.clientFrom("198.51.100.1").send("domain/list", good))).toBe("failed/unauthorized")
  })

  it("does not count wrong session keys", async () => {
    const client = await used.world.as("super")
    const wrong: HermesClient = client.copy()
    wrong.authKey = "wrong"
    for (let index = 0; index < 30; index++) await wrong.call("domain/list")
    await done(client, "domain/list")
    expect(outcome(await right("super", HOME))).toBe("ok")
  })

  it("decides a flood of guesses by its first few", async () => {
    const counts = tally(await atOnce(100, () => attempt("full_read", WRONG)))
    const looked = counts["failed/unauthorized"] ?? 0
    expect(counts["failed/throttled"]).toBe(100 - looked)
    expect(looked).toBeGreaterThanOrEqual(5)
    // Those that were under way when the fifth was found wrong.
    expect(looked).toBeLessThanOrEqual(8)
  })

  it("holds nobody up who is right, however many come at once", async () => {
    expect(tally(await atOnce(64, () => right("full_read")))).toEqual({ ok: 64 })
  })

  it.runIf(kind.takesTwoWriters)("counts together with another server on the same store", async () => {
    const beside = used.world.beside({})
    for (let index = 0; index < 5; index++) {
      const world = index % 2 === 0 ? used.world : beside
      expect(outcome(await world.clientFrom(STRANGER).login("super", WRONG))).toBe("failed/unauthorized")
    }
    for (const world of [used.world, beside]) {
      expect(outcome(await world.clientFrom(STRANGER).login("super", passwordOf("super")))).toBe("failed/throttled")
    }
    await beside.close()
  })
})

describe("what throttling keeps", () => {
  const used = useWorld(memory)

  it("is bounded by the number of buckets, however many names are made up, and holds no name", async () => {
    const keys = new Set<string>()
    const { world } = used
    for (let index = 0; index < 50; index++) {
      await world.clientFrom(`2001:db8:${index.toString(16)}::1`).login(`made-up-${index}`, WRONG)
    }
    const text = await used.world.backDoor.storedText()
    expect(text).not.toContain("made-up")
    for (const [key] of text.matchAll(/"(?:name|host):[0-9a-f]+"/g)) keys.add(key)
    expect(keys.size).toBeGreaterThan(90)
    for (const key of keys) expect(key).toMatch(/^"(?:name|host):[0-9a-f]{5}"$/)
    const gone = await world.sipwright.run(
      Effect.gen(function* () {
        const later = used.world.clock.now + 3 * HOUR
        for (let index = 0; index < 20; index++) {
          yield* Throttles.use((it) => it.count({ key: "one", at: later, expires: later + 1 }))
        }
        const old = [...keys].map((key) => key.slice(1, -1))
        return yield* Throttles.use((it) => it.find(old))
      }),
    )
    expect(gone).toEqual([])
  })
})
