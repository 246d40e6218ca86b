import type { LdapOptions } from "@sipwright/adapters/ldap"
import { Redacted } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { type LdapAnswer, type LdapRequest, type ScriptedLdap, startScriptedLdap } from "../../support/scripted-ldap.ts"
import { asking, openDirectory } from "./use-slapd.ts"

const BASE = "dc=corp,dc=example"
const ALICE = { dn: `CN=Liddell\\, Alice,OU=Staff,${BASE}`, sAMAccountName: "alice", displayName: "Alice Liddell" }

/** What Active Directory and others do, and OpenLDAP does not. */
describe("LDAP servers of other kinds", () => {
  const open: Array<() => Promise<void>> = []
  afterEach(async () => {
    for (const close of open.splice(0)) await close()
  })

  const start = async (script: (request: LdapRequest) => LdapAnswer): Promise<ScriptedLdap> => {
    const server = await startScriptedLdap(script)
    open.unshift(server.close)
    return server
  }

  const connect = async (url: string | ReadonlyArray<string>, more: Partial<LdapOptions> = {}) => {
    const { directory, close } = await openDirectory({
      url,
      baseDn: BASE,
      userFilter: "(sAMAccountName={username})",
      service: { dn: "reader@corp.example", password: Redacted.make("secret of the reader") },
      ...more,
    })
    open.unshift(close)
    return asking(directory)
  }

  const isUser = ({ kind, ...request }: LdapRequest): boolean =>
    kind === "bind" && "name" in request && request.name !== "reader@corp.example"
  const aliceFor = (request: LdapRequest): LdapAnswer => (request.kind === "search" ? { entries: [ALICE] } : {})

  it("does not follow references to other servers", async () => {
    const server = await start((request) => ({
      ...aliceFor(request),
      references: ["ldap://ForestDnsZones.corp.example/"],
    }))
    const ldap = await connect(server.url)
    expect(await ldap.find("alice")).toMatchObject({ name: "alice", fullName: "Alice Liddell" })
  })

  it("lets Active Directory follow groups in groups", async () => {
    const server = await start((request) =>
      request.kind === "search" && request.filter.includes("member")
        ? { entries: [{ dn: `CN=Phone Admins,${BASE}`, cn: "Phone Admins" }] }
        : aliceFor(request),
    )
    const groups = { access: [{ group: "phone admins", access: 4 }], nested: "in-chain" } as const
    expect(await (await connect(server.url, { groups })).access("alice")).toBe(4)
    const filters = server.requests.flatMap((request) => (request.kind === "search" ? [request.filter] : []))
    expect(filters).toContain(`(member:1.2.840.113556.1.4.1941:=CN=Liddell\\5c, Alice,OU=Staff,${BASE})`)
    expect(filters).toHaveLength(2)
  })

  // RFC 4511, appendix A: what a bind of a user may answer, and what that means for whoever logs in.
  it.each([
    [49, undefined],
    [48, undefined],
    [32, undefined],
    [34, undefined],
    [19, undefined],
    [53, undefined],
    [1, "unavailable"],
    [2, "unavailable"],
    [7, "unavailable"],
    [8, "unavailable"],
    [10, "unavailable"],
    [11, "unavailable"],
    [13, "unavailable"],
    [51, "unavailable"],
    [52, "unavailable"],
    [80, "unavailable"],
  ])("takes the result %i of a user's bind for %s", async (result, meaning) => {
    const server = await start((request) => (isUser(request) ? { result } : aliceFor(request)))
    const ldap = await connect(server.url)
    expect(await ldap.login("alice", "some password")).toBe(meaning)
    expect(server.requests.filter(isUser)).toHaveLength(1)
    if (meaning === "unavailable") expect(ldap.why()).not.toContain("some password")
  })

  it.each([1, 3, 4, 8, 10, 11, 32, 50, 51, 52, 53, 80])("is unavailable where a search answers %i", async (result) => {
    const server = await start((request) => (request.kind === "search" ? { result, diagnostic: "not today" } : {}))
    const groups = { access: [{ group: "admins", access: 4 }] } as const
    const ldap = await connect(server.url, { groups })
    // Of more entries than were asked for, none is meant.
    expect(await ldap.find("alice")).toBe(result === 4 ? undefined : "unavailable")
    if (result !== 4) expect(ldap.why()).toContain(`answered ${result} (not today)`)
    expect(await ldap.access("alice")).toBe(result === 4 ? undefined : "unavailable")
  })

  it("takes too many groups for no answer", async () => {
    const server = await start((request) =>
      request.kind === "search" && request.filter.includes("member") ? { result: 4 } : aliceFor(request),
    )
    const groups = { access: [{ group: "admins", access: 4 }] } as const
    expect(await (await connect(server.url, { groups })).access("alice")).toBe("unavailable")
  })

  it.each([51, 52])("goes on to the next server where one answers %i", async (result) => {
    const busy = await start(() => ({ result }))
    const good = await start((request) =>
      isUser(request) && request.kind === "bind" && request.password !== "right" ? { result: 49 } : aliceFor(request),
    )
    const ldap = await connect([busy.url, good.url])
    expect(await ldap.login("alice", "right")).toBe("alice")
    expect(await ldap.login("alice", "wrong")).toBeUndefined()
  })

  describe("with names that are no DN", () => {
    const direct = { userDn: "{username}@corp.example" }
    const directory = (whoAmI: LdapAnswer) =>
      start((request) => {
        if (request.kind === "extended") return whoAmI
        return isUser(request) && request.kind === "bind" && request.password !== "right"
          ? { result: 49 }
          : aliceFor(request)
      })

    it("binds as the name, and reads as that user", async () => {
      const server = await directory({ value: "u:CORP\\Alice" })
      const ldap = await connect(server.url, direct)
      expect(await ldap.login("alice", "right")).toBe("alice")
      expect(await ldap.login("alice", "wrong")).toBeUndefined()
      expect(server.requests.filter(isUser)[0]).toMatchObject({ name: "alice@corp.example" })
    })

    // bob@corp.example can be another account than the one whose sAMAccountName is bob.
    it("refuses the password of another entry than the one that was found", async () => {
      const server = await directory({ value: "u:CORP\\mallory" })
      expect(await (await connect(server.url, direct)).login("alice", "right")).toBeUndefined()
    })

    it("takes a DN for an answer, too", async () => {
      const server = await directory({ value: `dn:${ALICE.dn.toLowerCase()}` })
      expect(await (await connect(server.url, direct)).login("alice", "right")).toBe("alice")
    })

    it.each([{ value: "" }, { result: 2 }, {}])("is unavailable where the server answers %j", async (whoAmI) => {
      const server = await directory(whoAmI)
      expect(await (await connect(server.url, direct)).login("alice", "right")).toBe("unavailable")
    })
  })

  it("binds for a name that nobody has, too, with a password that nobody typed", async () => {
    const server = await start((request) => (isUser(request) ? { result: 49 } : {}))
    const ldap = await connect(server.url)
    expect(await ldap.login("nobody", "some password")).toBeUndefined()
    const binds = server.requests.filter(isUser)
    expect(binds).toHaveLength(1)
    expect(JSON.stringify(binds)).not.toMatch(/nobody@|some password/)
  })

  it("is unavailable where the name of a user may not be read", async () => {
    const server = await start((request) => (request.kind === "search" ? { entries: [{ dn: ALICE.dn }] } : {}))
    const ldap = await connect(server.url)
    expect(await ldap.find("alice")).toBe("unavailable")
    expect(ldap.why()).toContain("sAMAccountName")
  })
})
