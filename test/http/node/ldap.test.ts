import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import type { Client } from "ldapts"
import { Attribute, Change } from "ldapts"
import { HermesSession } from "../../support/hermes-session.ts"
import { GROUPS, groupDn, passwordOf, personDn, READER, SUFFIX } from "../../support/ldap-entries.ts"
import { type SipwrightServer, startSipwright } from "../../support/sipwright-server.ts"
import { type Slapd, startSlapd } from "../../support/slapd.ts"

const member = (operation: "add" | "delete", group: string, uid: string) => (client: Client) =>
  client.modify(
    groupDn(group),
    new Change({ operation, modification: new Attribute({ type: "member", values: [personDn(uid)] }) }),
  )

describe.skipIf("skip" in inject("slapd"))("the server with operators from LDAP", () => {
  let slapd: Slapd
  let server: SipwrightServer
  let admin: HermesSession

  beforeAll(async () => {
    slapd = await startSlapd()
    server = await startSipwright({
      databaseUrl: "memory:",
      domains: ["example.org"],
      settings: {
        SIPWRIGHT_LDAP_URL: slapd.url,
        SIPWRIGHT_LDAP_STARTTLS: "true",
        SIPWRIGHT_LDAP_CA_FILE: slapd.caFile,
        SIPWRIGHT_LDAP_BIND_DN: READER.dn,
        SIPWRIGHT_LDAP_BIND_PASSWORD: READER.password,
        SIPWRIGHT_LDAP_BASE_DN: SUFFIX,
        SIPWRIGHT_LDAP_GROUP_BASE_DN: GROUPS,
        SIPWRIGHT_LDAP_GROUP_ACCESS: `readers=full_read;${groupDn("writers")}=full_write`,
        SIPWRIGHT_LDAP_NESTED: "true",
        SIPWRIGHT_TRUST_PROXY: "127.0.0.1",
      },
    })
    admin = await server.login()
  })
  afterAll(async () => {
    await server?.stop()
    await slapd?.stop()
  })

  const answerTo = async (username: string, password: string): Promise<string> => {
    const response = await fetch(`${server.url}/api/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password }),
    })
    const { response: word, cause } = (await response.json()) as { response: string; cause?: string }
    return cause === undefined ? word : `${word}/${cause}`
  }
  const loginAs = (uid: string) => HermesSession.login(server.url, uid, passwordOf(uid))
  const outcome = async (session: HermesSession, node: string, more: Record<string, string> = {}): Promise<string> => {
    const { response, cause } = await session.call(node, more)
    return cause === undefined ? response : `${response}/${cause}`
  }
  const logged = async (sentence: string): Promise<void> => {
    await expect.poll(() => server.log(), { timeout: 10_000 }).toContain(sentence)
  }

  it("says at start that the directory answers", () => logged("The operator directory ldap answers."))

  it("lets users in by their groups, with the access of these", async () => {
    const bob = await loginAs("bob")
    expect(await outcome(bob, "domain/list")).toBe("ok")
    expect(await outcome(bob, "numbers/add", { number: "+4712345678" })).toBe("ok")
    const strange = await loginAs("comma,name")
    expect(await outcome(strange, "domain/list")).toBe("ok")
    expect(await outcome(strange, "numbers/add", { number: "+4712345679" })).toBe("failed/forbidden")
    expect(await outcome(await loginAs("alice"), "numbers/add", { number: "+4712345679" })).toBe("ok")
  })

  it("takes the name in the spelling of the entry", async () => {
    expect(await answerTo("BOB", passwordOf("bob"))).toBe("ok")
  })

  it.each([
    ["bob", "wrong"],
    ["nobody", "wrong"],
    ["*", passwordOf("bob")],
    ["a)(uid=*", passwordOf("bob")],
    ["carol", passwordOf("carol")],
    ["bob", ""],
  ])("refuses %s with the password %j", async (name, password) => {
    expect(await answerTo(name, password)).toBe("failed/unauthorized")
  })

  it("takes no name for a filter or a DN, at the doors of other dialects neither", async () => {
    const names = ["*", "a)(uid=*", "bob)(|(uid=*", String.raw`\62ob`]
    // HOMER 7 says 200 whatever happens.
    const doors = [
      ["/api/v1/session", /"auth": "false"|InvalidArgument/],
      ["/api/v3/auth", /"statuscode":401|"message":/],
      ["/api/v3/http_auth", /"auth":false/],
      ["/login", /"status":"error"/],
    ] as const
    let client = 0
    for (const [path, refusal] of doors) {
      const send = async (username: string) => {
        const body = JSON.stringify({ username, password: passwordOf("bob") })
        // Each from a host of its own, so that none is held up. http_auth is for this machine, and counts names only.
        const from = path.endsWith("http_auth") ? {} : { "x-forwarded-for": `192.0.2.${++client}` }
        const response = await fetch(`${server.url}${path}`, { method: "POST", headers: from, body })
        return { status: response.status, text: await response.text() }
      }
      for (const name of names) {
        const { status, text } = await send(name)
        expect(status, `${path} ${name}`).toBeLessThan(500)
        expect(text, `${path} ${name}`).toMatch(refusal)
        expect(text).not.toContain('"token"')
      }
      expect((await send("bob")).text, path).toMatch(/"auth": "true"|"token"|"auth":true/)
    }
  })

  it("ends a session with the group that carried it", async () => {
    await slapd.asRoot(member("add", "readers", "carol"))
    const carol = await loginAs("carol")
    expect(await outcome(carol, "domain/list")).toBe("ok")
    await slapd.asRoot(member("delete", "readers", "carol"))
    expect(await outcome(carol, "domain/list")).toBe("failed/unauthorized")
  })

  it("lets an authorization win over groups; 0 denies", async () => {
    await admin.ok("auth/authorize_user", { user: "dave", access: "limited_read" })
    const dave = await loginAs("dave")
    expect(await outcome(dave, "domain/list")).toBe("ok")
    expect(await outcome(dave, "auth/list_users")).toBe("failed/forbidden")
    const bob = await loginAs("bob")
    await admin.ok("auth/authorize_user", { user: "bob", access: "none" })
    expect(await outcome(bob, "domain/list")).toBe("failed/unauthorized")
    expect(await answerTo("bob", passwordOf("bob"))).toBe("failed/unauthorized")
    // Typing the name otherwise does not get around it.
    expect(await answerTo("BOB", passwordOf("bob"))).toBe("failed/unauthorized")
    await admin.ok("auth/remove_user", { user: "bob" })
    expect(await answerTo("bob", passwordOf("bob"))).toBe("ok")
  })

  it("does not give a user of LDAP the access of a local operator whose name it has", async () => {
    await slapd.asRoot((client) =>
      client.add(personDn("admin"), {
        objectClass: "inetOrgPerson",
        cn: "admin",
        sn: "admin",
        userPassword: passwordOf("admin"),
      }),
    )
    for (const name of ["admin", "ADMIN", "Admin"]) {
      expect(await answerTo(name, passwordOf("admin")), name).toBe("failed/unauthorized")
    }
  })

  it("changes nothing in LDAP", async () => {
    expect(await outcome(admin, "auth/update_user", { user: "alice", email: "x@example.org" })).toBe("notimplemented")
  })

  it("is unavailable to users of LDAP while the directory is down, and to nobody else", async () => {
    const alice = await loginAs("alice")
    const dave = await loginAs("dave")
    await slapd.halt()
    expect(await outcome(alice, "domain/list")).toBe("failed/unavailable")
    expect(await outcome(alice, "auth/ping")).toBe("failed/unavailable")
    expect(await answerTo("alice", passwordOf("alice"))).toBe("failed/unavailable")
    expect(await answerTo("alice", "wrong")).toBe("failed/unavailable")
    expect(await answerTo("nobody", "wrong")).toBe("failed/unavailable")
    expect(await outcome(dave, "domain/list"), "whose access is ours").toBe("ok")
    expect(await outcome(admin, "domain/list")).toBe("ok")
    await server.login()
    await logged("The operator directory ldap cannot be used:")

    await slapd.start()
    expect(await outcome(alice, "domain/list")).toBe("ok")
    expect(await answerTo("alice", passwordOf("alice"))).toBe("ok")
    await logged("The operator directory ldap can be used again.")
  })

  it("goes on for the clients of its own operators while the directory comes and goes", async () => {
    const alice = await loginAs("alice")
    const load = { isOn: true, ours: new Set<string>(), theirs: new Set<string>() }
    const client = async (session: HermesSession, outcomes: Set<string>): Promise<void> => {
      while (load.isOn) outcomes.add(await outcome(session, "domain/list"))
    }
    const clients = [admin, admin, alice, alice, alice, alice].map((session) =>
      client(session, session === admin ? load.ours : load.theirs),
    )
    const theirs = (wanted: string) => {
      load.theirs.clear()
      return expect.poll(() => load.theirs.has(wanted), { timeout: 10_000 }).toBe(true)
    }
    await theirs("ok")
    await slapd.halt()
    await theirs("failed/unavailable")
    await slapd.start()
    await theirs("ok")
    load.isOn = false
    await Promise.all(clients)
    expect([...load.ours]).toEqual(["ok"])
    expect([...load.theirs].filter((one) => !["ok", "failed/unavailable"].includes(one))).toEqual([])
  })

  it("writes no password to its log", () => {
    expect(server.log()).not.toMatch(/password of|reader of the tests/i)
  })
})

describe.skipIf("skip" in inject("slapd"))("a server whose directory is not there", () => {
  it("starts, warns, and serves its own operators", async () => {
    const server = await startSipwright({
      databaseUrl: "memory:",
      domains: [],
      settings: { SIPWRIGHT_LDAP_URL: "ldap://127.0.0.1:1", SIPWRIGHT_LDAP_BASE_DN: SUFFIX },
    })
    try {
      expect(await outcomeOf(await server.login())).toBe("ok")
      await expect
        .poll(() => server.log(), { timeout: 10_000 })
        .toMatch(/"warn".*The operator directory ldap cannot be used: .*ECONNREFUSED/)
    } finally {
      await server.stop()
    }
  })
})

describe.skipIf("skip" in inject("slapd"))("a server whose directory has the name of the first operator", () => {
  it("makes the first operator all the same, and asks it first", async () => {
    const slapd = await startSlapd()
    const server = await startSipwright({
      databaseUrl: "memory:",
      domains: [],
      settings: { SIPWRIGHT_LDAP_URL: slapd.url, SIPWRIGHT_LDAP_BASE_DN: SUFFIX, SIPWRIGHT_ADMIN_USER: "alice" },
    })
    try {
      const ours = await HermesSession.login(server.url, "alice", "admin of the tests")
      expect(await outcomeOf(ours)).toBe("ok")
      await expect(HermesSession.login(server.url, "alice", passwordOf("alice"))).rejects.toThrow("refused")
    } finally {
      await server.stop()
      await slapd.stop()
    }
  })
})

const outcomeOf = async (session: HermesSession): Promise<string> => (await session.call("domain/list")).response
