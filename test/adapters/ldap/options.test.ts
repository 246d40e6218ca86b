import { ldapDirectory, type LdapOptions, LdapOptionsError } from "@sipwright/adapters/ldap"
import { Redacted } from "effect"
import { describe, expect, it } from "vitest"

const GOOD: LdapOptions = { url: "ldaps://ldap.example.org", baseDn: "dc=example,dc=org" }
const GROUPS = { access: [{ group: "admins", access: 4 }] } as const

const refusal = (options: Partial<LdapOptions>): string => {
  try {
    ldapDirectory({ ...GOOD, ...options })
    return "no refusal"
  } catch (error) {
    if (error instanceof LdapOptionsError) return error.message
    throw error
  }
}

const service = (dn: string, password: string) => ({ service: { dn, password: Redacted.make(password) } })

describe("LDAP options", () => {
  it.each<Partial<LdapOptions>>([
    {},
    { url: ["ldaps://a.example.org", "ldaps://[2001:db8::1]:1636/"] },
    { url: "ldap://ldap.example.org", startTls: true },
    { url: "ldap://ldap.example.org", insecure: true },
    { url: "ldap://localhost" },
    { url: "ldap://127.0.0.9:1389" },
    { url: "ldap://[::1]" },
    { userFilter: "uid={username}" },
    {
      userFilter:
        "(&(objectCategory=person)(!(userAccountControl:1.2.840.113556.1.4.803:=2))(sAMAccountName={username}))",
    },
    { userDn: "uid={username},ou=people,dc=example,dc=org" },
    { userDn: "{username}@corp.example" },
    { userDn: "CORP\\{username}" },
    service("cn=reader,dc=example,dc=org", "x"),
    service("reader@corp.example", "x"),
    { groups: GROUPS },
    { groups: { ...GROUPS, nested: "in-chain" } },
    { groups: { ...GROUPS, filter: "memberOf", nested: true } },
    { groups: { ...GROUPS, filter: "(memberUid={username})" } },
  ])("takes %j", (options) => expect(refusal(options)).toBe("no refusal"))

  it.each<[string, Partial<LdapOptions>]>([
    ["url", { url: [] }],
    ["url", { url: "ldap.example.org" }],
    ["url", { url: "https://ldap.example.org" }],
    ["url", { url: "ldapi:///" }],
    ["url", { url: "ldaps://cn=a:geheim@ldap.example.org" }],
    ["url", { url: "ldaps://ldap.example.org/dc=example" }],
    ["url", { url: "ldap://ldap.example.org" }],
    ["url", { url: ["ldaps://ldap.example.org", "ldap://10.0.0.1"] }],
    ["url", { url: "ldap://127.0.0.1.example.org" }],
    ["startTls", { startTls: true }],
    ["ca", { ca: "geheim" }],
    ["ca", { url: "ldap://localhost", ca: "-----BEGIN CERTIFICATE-----" }],
    ["serverName", { url: "ldap://localhost", serverName: "a" }],
    ["service.password", service("cn=reader,dc=example,dc=org", "")],
    ["service.dn", service("", "geheim")],
    ["service.dn", service("EXTERNAL", "geheim")],
    ["baseDn", { baseDn: "example.org" }],
    ["userFilter", { userFilter: "(uid=*)" }],
    ["userFilter", { userFilter: "(uid={user})" }],
    ["userFilter", { userFilter: "((uid={username})" }],
    ["userFilter", { userFilter: "(uid={username}{dn})" }],
    ["userDn", { userDn: "uid=alice,dc=example,dc=org" }],
    ["userDn", { userDn: "uid={username},ou" }],
    ["userDn", { userDn: "{uid}@corp.example" }],
    ["groups.access", { groups: { access: [] } }],
    ["groups.filter", { groups: { ...GROUPS, filter: "(member=all)" } }],
    ["groups.baseDn", { groups: { ...GROUPS, baseDn: "groups" } }],
    ["groups.nested", { groups: { ...GROUPS, filter: "memberOf", nested: "in-chain" } }],
    ["groups.nested", { groups: { ...GROUPS, filter: "(memberUid={username})", nested: true } }],
    ["timeout", { timeout: 0 }],
    ["timeout", { timeout: Number.NaN }],
    ["cache", { cache: -1 }],
  ])("says what is wrong with %s: %j", (option, options) => {
    const sentence = refusal(options)
    expect(sentence).toMatch(new RegExp(`^${option.replace(".", "\\.")} .*\\.$`))
    expect(sentence).not.toContain("geheim")
  })

  it("needs a base where users are searched", () => {
    expect(() => ldapDirectory({ url: "ldaps://ldap.example.org" })).toThrow("baseDn is missing")
    expect(() => ldapDirectory({ url: "ldaps://h", userDn: "{username}@corp.example" })).toThrow("baseDn is missing")
  })
})
