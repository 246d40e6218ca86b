import {
  Accounts,
  Domains,
  NumberPool,
  Provisioning,
  Registrations,
  RegistrationsUnavailable,
  Sessions,
  type SipwrightOptions,
  type StorePorts,
  StoreUnavailable,
} from "@sipwright/core"
import { type Context, Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { outcome } from "./client.ts"
import { addLocal, ALICE, done, listOf } from "./fixtures.ts"
import { memory } from "./stores.ts"
import { passwordOf, useWorld, type WorldOptions } from "./world.ts"

type Store = SipwrightOptions<unknown>["store"]

/** What a driver's error may say, and nobody outside may hear. */
const INTERNAL = "connect ECONNREFUSED mysql://kamailio:hunter2hunter2@192.0.2.1"

const failing = (whether: "unchanged" | "unknown") => () =>
  Effect.fail(new StoreUnavailable({ failure: "connection", outcome: whether, cause: new Error(INTERNAL) }))
const away = failing("unchanged")
const broken = () => Effect.die(new Error(INTERNAL))

/** A store with some calls of one port replaced. */
const replacing =
  <I extends StorePorts, S>(port: Context.Service<I, S>, replace: (own: S) => S) =>
  (store: Store): Store =>
    // That the store has the port it needs cannot be seen of a port in general.
    Layer.provideMerge(Layer.effect(port, Effect.map(port, replace)), store) as Store

describe("faults behind the protocol", () => {
  const used = useWorld(memory)

  /** Another server over the same data, with something broken, and a client that has a session there. */
  const besides = async (options: WorldOptions) => {
    const there = used.world.beside(options)
    return { client: there.clientLike(used.writer), close: () => there.close() }
  }

  it("a store that is away is `dbfail`, and 503 where a status is asked for", async () => {
    const { client, close } = await besides({ wrap: replacing(Accounts, (own) => ({ ...own, find: away })) })
    for (const [http_status, status] of [
      ["0", 200],
      ["1", 503],
    ] as const) {
      const reply = await client.call("user/get", { user: ALICE, http_status })
      expect([outcome(reply), reply.status]).toEqual(["failed/dbfail", status])
      expect(reply.body["detail"]).toMatch(/\w/)
      expect(reply.text).not.toContain("hunter2")
    }
    await close()
  })

  it("it is `dbfail` for the session too, not `unauthorized`", async () => {
    const { client, close } = await besides({ wrap: replacing(Sessions, (own) => ({ ...own, find: away })) })
    for (const node of ["user/list", "auth/ping", "auth/logout"]) {
      expect(outcome(await client.call(node)), node).toBe("failed/dbfail")
    }
    await close()
  })

  it("a login that cannot be written down is `dbfail` and sets no cookie", async () => {
    const { client, close } = await besides({ wrap: replacing(Sessions, (own) => ({ ...own, create: away })) })
    const reply = await client.call("auth/login", { username: "super", password: passwordOf("super") })
    expect(outcome(reply)).toBe("failed/dbfail")
    expect(reply.headers.getSetCookie()).toEqual([])
    await close()
  })

  it("domain/list and domain/set_servers are `dbfail` as well, where the original said `error`", async () => {
    const { client, close } = await besides({
      wrap: replacing(Domains, (own) => ({ ...own, list: away, isLocal: away })),
    })
    const servers = { domain: "bar.bz", registrar: "a", r_port: "1", proxy: "a", p_port: "1", prov_url: "a" }
    expect(outcome(await client.call("domain/list"))).toBe("failed/dbfail")
    expect(outcome(await client.call("domain/set_servers", servers))).toBe("failed/dbfail")
    await close()
  })

  it("a change whose answer was lost says that its outcome is unknown", async () => {
    await addLocal(used.writer, ALICE)
    for (const [whether, says] of [
      ["unknown", true],
      ["unchanged", false],
    ] as const) {
      const { client, close } = await besides({
        wrap: replacing(Provisioning, (own) => ({ ...own, commit: failing(whether) })),
      })
      const reply = await client.call("user/change_pw", { user: ALICE, password: "another password" })
      expect(outcome(reply)).toBe("failed/dbfail")
      expect(String(reply.body["detail"]).includes("outcome unknown")).toBe(says)
      await close()
    }
  })

  it("contacts that cannot be seen are `unavailable`, not `offline`", async () => {
    await addLocal(used.writer, ALICE)
    const { client, close } = await besides({
      wrap: replacing(Registrations, () => ({ list: () => Effect.fail(new RegistrationsUnavailable({})) })),
    })
    const reply = await client.call("user/location", { user: ALICE, http_status: "1" })
    expect([outcome(reply), reply.status]).toEqual(["failed/unavailable", 503])
    await close()
  })

  it("a bug is `error` without a word of what it was, and is told to the host program without parameters", async () => {
    const told: Array<{ readonly error: unknown; readonly path: string }> = []
    const { client, close } = await besides({
      wrap: replacing(Accounts, (own) => ({ ...own, find: broken })),
      hermes: { onError: (error, path) => told.push({ error, path }) },
    })
    for (const [http_status, status] of [
      ["0", 200],
      ["1", 500],
    ] as const) {
      const reply = await client.call("user/change_pw", { user: ALICE, password: "another password", http_status })
      expect([outcome(reply), reply.status]).toEqual(["error", status])
      expect(reply.text).not.toContain("ECONNREFUSED")
    }
    expect(told.map(({ path }) => path)).toEqual(["user/change_pw", "user/change_pw"])
    expect(told.map(({ error }) => String(error)).join()).not.toContain("another password")
    await close()
  })

  describe("in the middle of a list", () => {
    /** The pool answers one page and then what is given. */
    const afterOnePage = (then: () => ReturnType<(typeof NumberPool)["Service"]["list"]>) =>
      replacing(NumberPool, (own) => ({
        ...own,
        list: (query) => (query.after === undefined ? own.list(query) : then()),
      }))

    it.each([
      ["a store that goes away", away, "failed/dbfail"],
      ["a bug", broken, "error"],
    ])("%s is said behind what could be read", async (_, then, expected) => {
      await done(used.writer, "numbers/add_range", { start: "+4761130000", end: "+4761132499" })
      const { client, close } = await besides({ wrap: afterOnePage(then) })
      for (const http_status of ["0", "1"]) {
        const reply = await client.call("numbers/list", { http_status })
        expect([reply.status, outcome(reply)]).toEqual([200, expected])
        expect(listOf(reply)[0]).toBe("+4761130000")
        expect(listOf(reply).length).toBeLessThan(2500)
        expect(reply.text).not.toContain("ECONNREFUSED")
      }
      await close()
    })

    it("a list whose first page cannot be read is refused like anything else", async () => {
      const { client, close } = await besides({
        wrap: replacing(NumberPool, (own) => ({ ...own, list: away, sample: away })),
      })
      for (const random of ["false", "true"]) {
        const reply = await client.call("numbers/list", { random, http_status: "1" })
        expect([reply.status, outcome(reply)]).toEqual([503, "failed/dbfail"])
      }
      await close()
    })

    it("a client that goes away stops the reading", async () => {
      await done(used.writer, "numbers/add_range", { start: "+4761130000", end: "+4761139999" })
      let pages = 0
      const there = used.world.beside({
        wrap: replacing(NumberPool, (own) => ({
          ...own,
          list: (query) => Effect.tap(own.list(query), () => Effect.sync(() => void pages++)),
        })),
      })
      const query = new URLSearchParams(used.writer.credentials()).toString()
      const cookie = [...used.writer.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
      const request = new Request(`http://sip.test/api/numbers/list?${query}`, { headers: { cookie } })
      const reader = (await there.request(request)).body?.getReader()
      await reader?.read()
      await reader?.cancel()
      expect(pages).toBeLessThan(4)
      await there.close()
    })
  })
})
