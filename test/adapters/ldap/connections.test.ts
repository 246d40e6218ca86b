import { Redacted } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { freePort } from "../../support/free-port.ts"
import { passwordOf, READER } from "../../support/ldap-entries.ts"
import { type SilentServer, startSilentServer } from "../../support/silent-server.ts"
import { CERTIFIED_NAME, type Slapd, startSlapd } from "../../support/slapd.ts"
import { noSlapd, useDirectories, useSlapd } from "./use-slapd.ts"

describe.skipIf(noSlapd)("connections to LDAP", () => {
  const used = useSlapd()
  const open = useDirectories(used)
  let silent: SilentServer
  let other: Slapd

  beforeAll(async () => {
    silent = await startSilentServer()
    other = await startSlapd()
  })
  afterAll(() => Promise.all([silent?.close(), other?.stop()]))

  const secure = [
    { way: "ldaps", options: () => ({ url: used.slapd.tlsUrl }) },
    { way: "StartTLS", options: () => ({ url: used.slapd.url, startTls: true }) },
  ]

  describe.each(secure)("by $way", ({ options }) => {
    const named = (ldap: ReturnType<typeof options>) => ({ ...ldap, url: ldap.url.replace("127.0.0.1", "localhost") })

    it("trusts the given authority for an address and for a name", async () => {
      const { ca } = used.slapd
      for (const more of [{}, { serverName: CERTIFIED_NAME }]) {
        const ldap = await open({ ...options(), ca, ...more })
        expect(await ldap.login("alice", passwordOf("alice"))).toBe("alice")
        expect(await ldap.login("alice", "wrong")).toBeUndefined()
      }
      expect(await (await open({ ...named(options()), ca, serverName: CERTIFIED_NAME })).check()).toBe("fine")
    })

    it.each([
      ["an unknown authority", () => ({}), /self-signed|verify/i],
      ["another authority", () => ({ ca: other.ca }), /verify|signature|self-signed/i],
      ["another name", () => ({ ca: used.slapd.ca, serverName: "other.example.org" }), /other\.example\.org/],
    ] as const)("refuses %s", async (_, more, reason) => {
      const ldap = await open({ ...options(), ...more() })
      expect(await ldap.login("alice", passwordOf("alice"))).toBe("unavailable")
      expect(ldap.why()).toMatch(reason)
      expect(await ldap.find("alice")).toBe("unavailable")
    })

    it("refuses a host that the certificate does not name", async () => {
      const ldap = await open({ ...named(options()), ca: used.slapd.ca })
      expect(await ldap.find("alice")).toBe("unavailable")
      expect(ldap.why()).toContain("localhost")
    })

    it("gives a handshake that hangs its time", async () => {
      const url = options().url.replace(/\d+$/, String(silent.port))
      const ldap = await open({ ...options(), url, ca: used.slapd.ca, timeout: 200 })
      expect(await ldap.login("alice", passwordOf("alice"))).toBe("unavailable")
    })
  })

  it("sends nothing in clear text before StartTLS, and nothing where it is refused", async () => {
    const silentUrl = `ldap://127.0.0.1:${silent.port}`
    const ldap = await open({ url: silentUrl, startTls: true, timeout: 200 })
    expect(await ldap.find("alice")).toBe("unavailable")
    expect(ldap.why()).toContain("StartTLS")
  })

  it("connects to nobody for an empty password, and for what can be no name", async () => {
    for (const options of [{}, { userDn: "uid={username},dc=example,dc=org" }]) {
      const ldap = await open({ ...options, url: `ldap://127.0.0.1:${silent.port}`, timeout: 200 })
      const before = silent.connections()
      expect(await ldap.login("alice", "")).toBeUndefined()
      expect(await ldap.login("", "x")).toBeUndefined()
      expect(await ldap.login("a\0", "x")).toBeUndefined()
      expect(await ldap.login("alice", "x\0")).toBeUndefined()
      expect(await ldap.login("alice", "x".repeat(1025))).toBeUndefined()
      expect(await ldap.find("a".repeat(129))).toBeUndefined()
      expect(await ldap.access("")).toBeUndefined()
      expect(silent.connections()).toBe(before)
      expect(await ldap.login("alice", "x")).toBe("unavailable")
      expect(silent.connections()).toBeGreaterThan(before)
    }
  })

  it("is unavailable while a server hangs", async () => {
    for (const service of [undefined, { dn: READER.dn, password: Redacted.make(READER.password) }]) {
      const url = `ldap://127.0.0.1:${silent.port}`
      const ldap = await open({ url, timeout: 100, ...(service === undefined ? {} : { service }) })
      expect(await ldap.find("alice")).toBe("unavailable")
      expect(await ldap.login("alice", passwordOf("alice"))).toBe("unavailable")
      expect(await ldap.check()).toBe("unavailable")
    }
  })

  it("goes on to the next server, and stays there", async () => {
    const dead = `ldap://127.0.0.1:${await freePort()}`
    const hanging = `ldap://127.0.0.1:${silent.port}`
    const ldap = await open({ url: [dead, hanging, used.slapd.url], timeout: 1000 })
    expect(await ldap.login("alice", passwordOf("alice"))).toBe("alice")
    const before = silent.connections()
    for (let call = 0; call < 5; call++) expect(await ldap.login("bob", passwordOf("bob"))).toBe("bob")
    expect(silent.connections()).toBe(before)
  })

  it("does not ask another server about a wrong password", async () => {
    const ldap = await open({ url: [used.slapd.url, other.url] })
    const before = other.connections()
    expect(await ldap.login("alice", "wrong")).toBeUndefined()
    expect(other.connections()).toBe(before)
  })

  it("is unavailable, and not unauthorized, where the service account is refused", async () => {
    const service = { dn: READER.dn, password: Redacted.make("a wrong secret") }
    const ldap = await open({ service })
    const before = used.slapd.connections()
    for (let call = 0; call < 10; call++) expect(await ldap.login("alice", passwordOf("alice"))).toBe("unavailable")
    expect(ldap.why()).toContain("service account")
    expect(ldap.why()).not.toContain("secret")
    expect(used.slapd.connections() - before, "binds that could lock the account").toBe(1)
    expect(await ldap.check()).toBe("unavailable")
  })

  it("searches over one connection, however many ask at once", async () => {
    const ldap = await open()
    const before = used.slapd.connections()
    const found = await Promise.all(Array.from({ length: 200 }, () => ldap.find("alice")))
    expect(found.every((operator) => typeof operator === "object" && operator.name === "alice")).toBe(true)
    expect(used.slapd.connections() - before).toBe(1)
  })

  it("lets the identities of users not touch the searches", async () => {
    const ldap = await open()
    const logins = Array.from({ length: 20 }, (_, turn) =>
      turn % 2 === 0 ? ldap.login("alice", passwordOf("alice")) : ldap.login("nina", passwordOf("nina")),
    )
    expect(new Set(await Promise.all(logins))).toEqual(new Set(["alice", "nina"]))
    expect(await ldap.find("nina"), "what only the service account sees").toMatchObject({ name: "nina" })
  })

  it("says whether it can be asked", async () => {
    expect(await (await open()).check()).toBe("fine")
    const ldap = await open({ baseDn: "ou=nowhere,dc=example,dc=org" })
    expect(await ldap.check()).toBe("unavailable")
    expect(ldap.why()).toContain("ou=nowhere")
  })
})
