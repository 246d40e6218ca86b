import { describe, expect, it } from "vitest"
import { PEOPLE, passwordOf, personDn, STRANGE_PEOPLE, SUFFIX } from "../../support/ldap-entries.ts"
import { asking, noSlapd, openDirectory, useDirectories, useSlapd } from "./use-slapd.ts"

describe.skipIf(noSlapd)("names and passwords in LDAP", () => {
  const used = useSlapd()
  const open = useDirectories(used)

  const ways = [
    { way: "search then bind", options: { baseDn: PEOPLE } },
    { way: "direct bind", options: { userDn: `uid={username},${PEOPLE}` } },
  ]

  it.each(ways)("knows users and their passwords by $way", async ({ options }) => {
    const ldap = await open(options)
    expect(await ldap.find("alice")).toEqual({
      name: "alice",
      fullName: "Alice Liddell",
      email: "alice@example.org",
      directory: "ldap",
    })
    expect(await ldap.find("carol")).toMatchObject({ fullName: "carol", email: "" })
    expect(await ldap.find("nobody")).toBeUndefined()
    expect(await ldap.login("alice", passwordOf("alice"))).toBe("alice")
    expect(await ldap.login("alice", passwordOf("bob"))).toBeUndefined()
    expect(await ldap.login("nobody", passwordOf("alice"))).toBeUndefined()
  })

  it.each(ways)("takes special characters for themselves, by $way", async ({ options }) => {
    const ldap = await open(options)
    for (const { uid } of STRANGE_PEOPLE) {
      expect(await ldap.find(uid), uid).toMatchObject({ name: uid })
      expect(await ldap.login(uid, passwordOf(uid)), uid).toBe(uid)
      expect(await ldap.login(uid, "wrong"), uid).toBeUndefined()
    }
  })

  it.each(ways)("takes no name for a pattern or a piece of a query, by $way", async ({ options }) => {
    const ldap = await open(options)
    const names = ["*", "a*", "a)(uid=*", "alice)(|(uid=*)", `alice,${PEOPLE}`, "\\2a", "a\\6cice", "$&", "{username}"]
    for (const name of [...names, "", "\0", "alice\0", "a".repeat(129), "\ud800"]) {
      expect(await ldap.find(name), name).toBeUndefined()
      expect(await ldap.login(name, passwordOf("alice")), name).toBeUndefined()
    }
  })

  it.each(ways)("answers the spelling of the entry, by $way", async ({ options }) => {
    const ldap = await open(options)
    expect(await ldap.find("MIXED")).toMatchObject({ name: "Mixed" })
    expect(await ldap.login("mixed", passwordOf("Mixed"))).toBe("Mixed")
  })

  // Otherwise guesses at one user could be counted as guesses at many.
  it.each(ways)("takes no spelling but those that differ in case, by $way", async ({ options }) => {
    const ldap = await open(options)
    for (const name of ["alice ", " alice", "al\u00adice", "alice\u200b"]) {
      expect(await ldap.find(name), JSON.stringify(name)).toBeUndefined()
      expect(await ldap.login(name, passwordOf("alice")), JSON.stringify(name)).toBeUndefined()
    }
    expect(await ldap.find("JU\u0308RGEN \u00fcnal")).toMatchObject({ name: "Jürgen Ünal" })
  })

  it("knows nobody where two entries have the name", async () => {
    const ldap = await open()
    expect(await ldap.find("twin")).toBeUndefined()
    expect(await ldap.login("twin", passwordOf("twin"))).toBeUndefined()
  })

  it("takes what a filter of one's own finds, in the spelling of its first attribute", async () => {
    const ldap = await open({ userFilter: "(&(objectClass=inetOrgPerson)(|(uid={username})(mail={username})))" })
    expect(await ldap.find("alice@example.org")).toMatchObject({ name: "alice" })
    expect(await ldap.login("alice@example.org", passwordOf("alice"))).toBe("alice")
    expect(await ldap.find("reader")).toBeUndefined()
  })

  it("sees as the service account what anonymous searches do not", async () => {
    const ldap = await open()
    expect(await ldap.login("nina", passwordOf("nina"))).toBe("nina")
    const { directory, close } = await openDirectory({ url: used.slapd.url, baseDn: SUFFIX })
    const anonymous = asking(directory)
    expect(await anonymous.find("nina")).toBeUndefined()
    expect(await anonymous.login("alice", passwordOf("alice"))).toBe("alice")
    await close()
  })

  // A name that is put into no DN and no domain goes to the server as it is.
  const bare = { userDn: "{username}", userFilter: "(entryDN={username})" }

  it("asks the server whom it took the password of, where a name is no DN", async () => {
    const ldap = await open(bare)
    expect(await ldap.login(personDn("alice"), passwordOf("alice"))).toBe(personDn("alice"))
    expect(await ldap.login(personDn("alice"), "wrong")).toBeUndefined()
    const other = await open({ ...bare, userFilter: `(|(cn={username})(&(uid=bob)(!(cn={username}))))` })
    expect(await other.login(personDn("alice"), passwordOf("alice"))).toBeUndefined()
  })

  it.each(["EXTERNAL", "PLAIN", "DIGEST-MD5", "SCRAM-SHA-1"])(
    "binds %s as a name and by no other mechanism",
    async (name) => {
      const ldap = await open(bare)
      const before = used.slapd.log()
      expect(await ldap.login(name, "x")).toBeUndefined()
      expect(used.slapd.log().slice(before.length)).not.toContain("SASL")
    },
  )

  it.each(["{username}@corp.example", "CORP\\{username}"])("lets no name reach beyond %s", async (userDn) => {
    const ldap = await open({ userDn })
    const before = used.slapd.connections()
    for (const name of ["alice@corp.example", "CORP\\alice", "alice@other"]) {
      expect(await ldap.login(name, passwordOf("alice"))).toBeUndefined()
    }
    expect(used.slapd.connections()).toBe(before)
  })
})
