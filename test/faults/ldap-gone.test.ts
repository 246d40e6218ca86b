import { describe, expect, inject, it } from "vitest"
import { HermesSession } from "../support/hermes-session.ts"
import { GROUPS, passwordOf, READER, SUFFIX } from "../support/ldap-entries.ts"
import { startSipwright } from "../support/sipwright-server.ts"
import { startSlapd } from "../support/slapd.ts"
import { startTcpProxy } from "../support/tcp-proxy.ts"
import { LIMIT } from "./limit.ts"

const CALLERS = 4

/** Calls of some operators, one after the other, by sessions and by new logins. */
const callers = (url: string, name: string, password: string, sessions: ReadonlyArray<HermesSession>) => {
  const counts = new Map<string, number>()
  const load = { isOn: true }
  let slowest = 0
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  const timed = async (call: () => Promise<string>) => {
    const began = performance.now()
    count(await call())
    slowest = Math.max(slowest, performance.now() - began)
  }
  const login = async (): Promise<string> => {
    const body = new URLSearchParams({ username: name, password, http_status: "1" })
    const response = await fetch(`${url}/api/auth/login`, { method: "POST", body })
    const { response: word, cause } = (await response.json()) as { readonly response: string; readonly cause?: string }
    return `login ${response.status} ${cause ?? word}`
  }
  const works = sessions.map(async (session) => {
    while (load.isOn) {
      await timed(async () => {
        const { response, cause } = await session.call("domain/list")
        return `call ${cause ?? response}`
      })
      await timed(login)
    }
  })
  return {
    seen: async (what: string) => {
      const before = counts.get(what) ?? 0
      await expect.poll(() => counts.get(what) ?? 0, { timeout: 60_000 }).toBeGreaterThan(before + CALLERS)
    },
    stop: async () => {
      load.isOn = false
      await Promise.all(works)
      return { outcomes: [...counts.keys()].toSorted(), slowest }
    },
  }
}

describe.skipIf("skip" in inject("slapd"))("an LDAP server that goes away under load", () => {
  it("is unavailable in time for its operators, is nothing to others, and is used again by itself", async () => {
    const slapd = await startSlapd()
    const proxy = await startTcpProxy(slapd.url)
    const server = await startSipwright({
      databaseUrl: "memory:",
      domains: ["example.org"],
      settings: {
        SIPWRIGHT_LDAP_URL: proxy.through(slapd.url).replace(/\/$/, ""),
        SIPWRIGHT_LDAP_TIMEOUT: "2s",
        SIPWRIGHT_LDAP_BIND_DN: READER.dn,
        SIPWRIGHT_LDAP_BIND_PASSWORD: READER.password,
        SIPWRIGHT_LDAP_BASE_DN: SUFFIX,
        SIPWRIGHT_LDAP_GROUP_BASE_DN: GROUPS,
        SIPWRIGHT_LDAP_GROUP_ACCESS: "readers=full_read;writers=full_write",
      },
    })
    const bobs = []
    for (let caller = 0; caller < CALLERS; caller++) {
      bobs.push(await HermesSession.login(server.url, "bob", passwordOf("bob")))
    }
    const theirs = callers(server.url, "bob", passwordOf("bob"), bobs)
    const admin = await server.login()
    const serve = async (): Promise<void> => {
      await theirs.seen("call ok")
      await theirs.seen("login 200 ok")
    }
    const refuse = async (): Promise<void> => {
      await theirs.seen("call unavailable")
      await theirs.seen("login 503 unavailable")
      await admin.ok("domain/list")
    }
    await serve()
    await slapd.halt()
    await refuse()
    await slapd.start()
    await serve()
    proxy.hold()
    await refuse()
    proxy.release()
    await serve()
    const { outcomes, slowest } = await theirs.stop()
    expect(outcomes).toEqual(["call ok", "call unavailable", "login 200 ok", "login 503 unavailable"])
    expect(slowest).toBeLessThan(LIMIT)
    await server.stop()
    await proxy.close()
    await slapd.stop()
  }, 120_000)
})
