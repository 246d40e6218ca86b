import { describe, expect, it } from "vitest"
import { GROUPS, passwordOf } from "../../support/ldap-entries.ts"
import { asking, noSlapd, openDirectory, useDirectories, useSlapd } from "./use-slapd.ts"

describe.skipIf(noSlapd)("an LDAP server that goes and comes back", () => {
  const used = useSlapd()
  const open = useDirectories(used)

  const groups = { baseDn: GROUPS, access: [{ group: "readers", access: 2 }] } as const
  const ways = [
    { way: "clear text", options: () => ({ url: used.slapd.url }) },
    { way: "StartTLS", options: () => ({ url: used.slapd.url, startTls: true, ca: used.slapd.ca }) },
    { way: "ldaps", options: () => ({ url: used.slapd.tlsUrl, ca: used.slapd.ca }) },
  ]

  it.each(ways)("is unavailable meanwhile and works again by itself ($way)", async ({ options }) => {
    const ldap = await open({ ...options(), groups })
    expect(await ldap.login("bob", passwordOf("bob"))).toBe("bob")
    await used.slapd.halt()
    for (let turn = 0; turn < 3; turn++) {
      expect(await ldap.login("bob", passwordOf("bob"))).toBe("unavailable")
      expect(await ldap.login("bob", "wrong")).toBe("unavailable")
      expect(await ldap.find("nobody")).toBe("unavailable")
      expect(await ldap.access("bob")).toBe("unavailable")
    }
    await used.slapd.start()
    expect(await ldap.login("bob", passwordOf("bob"))).toBe("bob")
    expect(await ldap.login("bob", "wrong")).toBeUndefined()
    expect(await ldap.access("bob")).toBe(2)
  })

  it.each(ways)("finds a connection again that ended while nobody used it ($way)", async ({ options }) => {
    const ldap = await open(options())
    expect(await ldap.find("bob")).toMatchObject({ name: "bob" })
    await used.slapd.halt()
    await used.slapd.start()
    const answers = await Promise.all(Array.from({ length: 20 }, () => ldap.find("bob")))
    expect(answers.every((answer) => typeof answer === "object")).toBe(true)
  })

  it("never says unauthorized, nor somebody else's name, while it goes and comes under load", async () => {
    const ldap = await open({ url: used.slapd.tlsUrl, ca: used.slapd.ca, groups })
    const answers = new Set<unknown>()
    const load = { isOn: true }
    const client = async (uid: string): Promise<void> => {
      while (load.isOn) {
        answers.add(await ldap.login(uid, passwordOf(uid)))
        answers.add(await ldap.access("bob"))
      }
    }
    const clients = Array.from({ length: 16 }, () => client("bob"))
    const seen = async (wanted: unknown): Promise<void> => {
      answers.clear()
      while (!answers.has(wanted)) await new Promise((resolve) => setImmediate(resolve))
    }
    for (let turn = 0; turn < 2; turn++) {
      await seen("bob")
      await used.slapd.halt()
      await seen("unavailable")
      await used.slapd.start()
      await seen("bob")
      expect([...answers].filter((answer) => !["bob", "unavailable", 2].includes(answer as string))).toEqual([])
    }
    load.isOn = false
    await Promise.all(clients)
  })

  it("ends its connections when it is closed, and answers nothing more", async () => {
    const { directory, close } = await openDirectory({ url: used.slapd.url, baseDn: GROUPS })
    const ldap = asking(directory)
    expect(await ldap.find("nobody")).toBeUndefined()
    await close()
    expect(await ldap.find("nobody")).toBe("unavailable")
  })
})
