import type { LdapGroups } from "@sipwright/adapters/ldap"
import { describe, expect, it } from "vitest"
import { GROUPS, groupDn, PEOPLE, personDn, STRANGE_PEOPLE } from "../../support/ldap-entries.ts"
import { noSlapd, useDirectories, useSlapd } from "./use-slapd.ts"

describe.skipIf(noSlapd)("access by LDAP groups", () => {
  const used = useSlapd()
  const open = useDirectories(used)

  const withGroups = (groups: LdapGroups) => open({ groups: { baseDn: GROUPS, ...groups } })

  const READERS = [{ group: "readers", access: 2 }] as const
  const ALL = [...READERS, { group: "writers", access: 3 }, { group: "chiefs", access: 4 }] as const

  it("has no say without a mapping", async () => {
    expect(await (await open()).access("bob")).toBeUndefined()
  })

  it("gives the highest level of those that the groups give", async () => {
    const ldap = await withGroups({ access: ALL })
    expect(await ldap.access("bob")).toBe(3)
    expect(await ldap.access("alice")).toBeUndefined()
    expect(await ldap.access("carol")).toBeUndefined()
    expect(await ldap.access("nobody")).toBeUndefined()
  })

  it.each([
    groupDn("readers"),
    groupDn("readers").toUpperCase(),
    "CN = readers , OU=Groups,dc=example , dc=org",
    "cn=readers,ou=gr\\6fups,dc=example,dc=org",
    "Readers",
    "cn=readers",
  ])("knows a group as %s", async (group) => {
    expect(await (await withGroups({ access: [{ group, access: 1 }] })).access("bob")).toBe(1)
  })

  it.each(["cn=readers,ou=other,dc=example,dc=org", "reader", "readers,", "*"])(
    "does not know it as %s",
    async (group) => {
      expect(await (await withGroups({ access: [{ group, access: 1 }] })).access("bob")).toBeUndefined()
    },
  )

  it("finds members whose DN has special characters", async () => {
    const ldap = await withGroups({ access: READERS })
    for (const { uid } of STRANGE_PEOPLE) expect(await ldap.access(uid), uid).toBe(2)
  })

  it("takes no name for a pattern", async () => {
    const ldap = await withGroups({ access: ALL, filter: "(|(member={dn})(memberUid={username}))" })
    for (const name of ["*", "b*", "bob)(cn=*", ""]) expect(await ldap.access(name), name).toBeUndefined()
  })

  it("finds posixGroups by the name", async () => {
    const access = [{ group: "phones", access: 1 }] as const
    const ldap = await withGroups({ access, filter: "(&(objectClass=posixGroup)(memberUid={username}))" })
    expect(await ldap.access("dave")).toBe(1)
    expect(await ldap.access("bob")).toBeUndefined()
  })

  it("does not follow groups in groups unless it is told to", async () => {
    const staff = [{ group: "staff", access: 1 }, ...ALL] as const
    expect(await (await withGroups({ access: staff })).access("alice")).toBe(1)
  })

  it("follows groups in groups, also in a circle", async () => {
    const ldap = await withGroups({ access: ALL, nested: true })
    expect(await ldap.access("alice")).toBe(4)
    expect(await ldap.access("bob")).toBe(4)
    expect(await ldap.access("carol")).toBeUndefined()
  })

  it("reads the groups from the entry of the user", async () => {
    const ldap = await withGroups({ access: ALL, filter: "memberOf" })
    expect(await ldap.access("bob")).toBe(3)
    expect(await ldap.access("alice")).toBeUndefined()
    const nested = await withGroups({ access: ALL, filter: "memberOf", nested: true })
    expect(await nested.access("alice")).toBe(4)
  })

  it("works with direct bind", async () => {
    const ldap = await open({ userDn: `uid={username},${PEOPLE}`, groups: { access: ALL } })
    expect(await ldap.access("bob")).toBe(3)
  })

  it("acts at once when a member goes", async () => {
    const ldap = await withGroups({ access: [{ group: "temporary", access: 3 }] })
    const dn = groupDn("temporary")
    await used.slapd.asRoot((client) => client.add(dn, { objectClass: "groupOfNames", member: personDn("carol") }))
    expect(await ldap.access("carol")).toBe(3)
    await used.slapd.asRoot((client) => client.del(dn))
    expect(await ldap.access("carol")).toBeUndefined()
  })

  it("follows a long chain to its end", async () => {
    const chain = Array.from({ length: 15 }, (_, step) => `link${step}`)
    await used.slapd.asRoot(async (client) => {
      for (const [step, cn] of chain.entries()) {
        const member = step === 0 ? personDn("dave") : groupDn(`link${step - 1}`)
        await client.add(groupDn(cn), { objectClass: "groupOfNames", member })
      }
    })
    const ldap = await withGroups({ access: [{ group: "link14", access: 2 }], nested: true })
    expect(await ldap.access("dave")).toBe(2)
  })

  it("is unavailable where groups cannot be searched, and never takes that for no groups", async () => {
    const ldap = await withGroups({ access: ALL, baseDn: "ou=nowhere,dc=example,dc=org" })
    expect(await ldap.access("bob")).toBe("unavailable")
    expect(ldap.why()).toContain("32")
    expect(await ldap.check()).toBe("unavailable")
  })

  it("believes what it found for a time, if it is told to", async () => {
    const ldap = await open({ cache: 600_000, groups: { baseDn: GROUPS, access: [{ group: "passing", access: 3 }] } })
    const dn = groupDn("passing")
    await used.slapd.asRoot((client) => client.add(dn, { objectClass: "groupOfNames", member: personDn("carol") }))
    expect(await ldap.access("carol")).toBe(3)
    await used.slapd.asRoot((client) => client.del(dn))
    expect(await ldap.access("carol")).toBe(3)
    expect(await ldap.login("carol", "wrong")).toBeUndefined()
    expect(await ldap.access("carol")).toBe(3)
    expect(await ldap.login("carol", "The password of carol")).toBe("carol")
    expect(await ldap.access("carol"), "a login reads anew").toBeUndefined()
  })
})
