import { operatorDirectoryContract } from "@sipwright/core/testing"
import { describe, it } from "vitest"
import { GROUPS, PEOPLE, passwordOf } from "../../support/ldap-entries.ts"
import { noSlapd, openDirectory, READING, useSlapd } from "./use-slapd.ts"

const known = { name: "alice", fullName: "Alice Liddell", email: "alice@example.org", password: passwordOf("alice") }

const groups = {
  baseDn: GROUPS,
  access: [
    { group: "readers", access: 2 },
    { group: "writers", access: 3 },
  ],
  nested: true,
} as const

const inGroups = [
  { name: "alice", access: 3 },
  { name: "bob", access: 3 },
  { name: "comma,name", access: 2 },
  { name: "carol", access: undefined },
] as const

const ways = [
  { way: "search then bind, clear text", options: { baseDn: PEOPLE, service: READING } },
  { way: "direct bind, StartTLS", options: { userDn: `uid={username},${PEOPLE}`, startTls: true } },
  { way: "anonymous search then bind, with groups", options: { baseDn: PEOPLE, groups }, inGroups },
] as const

describe.skipIf(noSlapd)("contract", () => {
  const used = useSlapd()
  for (const { way, options, ...more } of ways) {
    operatorDirectoryContract({
      name: `LDAP (${way})`,
      runner: { describe, it },
      writable: false,
      open: async () => {
        const ca = "startTls" in options ? { ca: used.slapd.ca } : {}
        const opened = await openDirectory({ ...options, ...ca, url: used.slapd.url })
        return { ...opened, known, ...("inGroups" in more ? { groups: more.inGroups } : {}) }
      },
    })
  }
})
