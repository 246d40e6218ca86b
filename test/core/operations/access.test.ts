import { memoryStore } from "@sipwright/adapters/memory"
import {
  accountPrincipal,
  anonymous,
  createSipwright,
  type DomainName,
  Forbidden,
  operations,
  operatorPrincipal,
  type Principal,
  type SipAddress,
} from "@sipwright/core"
import { afterAll, describe, expect, it } from "vitest"

/** Who may do what: the lowest level, and whether an account may do it for itself. */
const TABLE: Readonly<Record<string, readonly [level: 0 | 1 | 2 | 3 | 4, self?: "self"]>> = {
  "accountKeys.make": [4, "self"],
  "accountKeys.token": [0],
  "accountKeys.attach": [4, "self"],
  "accountKeys.redeem": [0],
  "accounts.get": [1, "self"],
  "accounts.profile": [1, "self"],
  "accounts.page": [1],
  "accounts.numbered": [1],
  "accounts.byEmail": [1],
  "accounts.lookUp": [0],
  "accounts.replace": [3],
  "accounts.changePassword": [3, "self"],
  "accounts.activate": [3],
  "accounts.deactivate": [3],
  "accounts.dictionary": [1, "self"],
  "accounts.setEntry": [3],
  "accounts.removeEntry": [3],
  "accounts.clearDictionary": [3],
  "accounts.list": [1],
  "accounts.addLocal": [3],
  "accounts.addRemote": [3],
  "accounts.addMany": [3],
  "accounts.remove": [3, "self"],
  "accounts.setPassword": [3, "self"],
  "accounts.update": [3],
  "accounts.setEmail": [3],
  "accounts.setAccess": [3],
  "accounts.available": [1],
  "accounts.block": [3],
  "accounts.unblock": [3],
  "accounts.newPassword": [1],
  "aliases.list": [1],
  "aliases.add": [3],
  "aliases.addMany": [3],
  "aliases.remove": [3],
  "apiKeys.add": [3],
  "apiKeys.list": [2],
  "apiKeys.remove": [3],
  "audit.list": [2],
  "domains.list": [1],
  "domains.add": [4],
  "domains.remove": [4],
  "domains.servers": [1],
  "domains.setServers": [3],
  "domainTokens.add": [4],
  "domainTokens.list": [4],
  "domainTokens.setEnabled": [4],
  "domainTokens.remove": [4],
  "forwarding.set": [3, "self"],
  "numbers.list": [1],
  "numbers.sample": [1],
  "numbers.available": [1],
  "numbers.add": [3],
  "numbers.addMany": [3],
  "numbers.addRange": [3],
  "numbers.pull": [3],
  "numbers.next": [3],
  "operators.list": [2],
  "operators.self": [1],
  "operators.verify": [0],
  "operators.add": [3],
  "operators.authorize": [3],
  "operators.update": [3],
  "operators.remove": [3],
  "permissions.get": [1, "self"],
  "permissions.set": [3],
  "phones.accountsOf": [1],
  "phones.phonesOf": [1],
  "phones.list": [1],
  "phones.add": [3],
  "phones.addMany": [3],
  "phones.remove": [3],
  "registrations.list": [1, "self"],
  "registrations.remove": [3, "self"],
  "roles.list": [1],
  "roles.get": [1],
  "roles.add": [4],
  "roles.replace": [4],
  "roles.remove": [4],
  "roles.assign": [3],
  "sessions.login": [0],
  "sessions.ping": [0],
  "sessions.logout": [0],
  "spaces.list": [4],
  "spaces.get": [4],
  "spaces.add": [4],
  "spaces.replace": [4],
  "spaces.remove": [4],
}

/** Fields that are right, so that it is not the input that is refused. */
const RIGHT = { password: "x", oldPassword: "x", host: "192.0.2.1", token: "x", device: "x" }

const ALICE = "alice@bar.bz" as SipAddress

const sip = createSipwright({ store: memoryStore({ domains: ["bar.bz"] }) })
afterAll(() => sip.close())

type AnyMethod = (input: unknown) => Promise<unknown> | AsyncIterable<unknown>

const isForbidden = async (principal: Principal, name: string, input: unknown = {}): Promise<boolean> => {
  const [group = "", method = ""] = name.split(".")
  const groups = sip.as(principal) as unknown as Readonly<Record<string, Readonly<Record<string, AnyMethod>>>>
  try {
    const answer = groups[group]?.[method]?.(input)
    if (answer !== undefined && Symbol.asyncIterator in answer) {
      for await (const _ of answer) break
    } else await answer
    return false
  } catch (error) {
    return error instanceof Forbidden
  }
}

describe("access to the operations", () => {
  const names = Object.values(operations).flatMap((group) =>
    Object.values<{ readonly name: string }>(group).map(({ name }) => name),
  )

  it("is decided for each of them", () => {
    expect(names.toSorted()).toEqual(Object.keys(TABLE).toSorted())
  })

  it.each(Object.entries(TABLE))("%s needs level %j", async (name, [level]) => {
    expect(await isForbidden(anonymous, name)).toBe(level > 0)
    for (const own of [0, 1, 2, 3, 4] as const) {
      expect(await isForbidden(operatorPrincipal("somebody", own), name), `level ${own}`).toBe(own < level)
    }
  })

  it.each(Object.entries(TABLE))("%s by an account, for itself and for others: %j", async (name, [level, self]) => {
    const alice = accountPrincipal(ALICE)
    expect(await isForbidden(alice, name, { address: ALICE })).toBe(level > 0 && self === undefined)
    if (level > 0) expect(await isForbidden(alice, name, { address: "bob@bar.bz", ...RIGHT })).toBe(true)
  })

  const servers = {
    registrar: "a.bz",
    registrarPort: 5060,
    proxy: "a.bz",
    proxyPort: 5060,
    provisioningUrl: "http://a.bz/",
  }

  it.each([
    ["accounts.get", { address: ALICE }],
    ["accounts.block", { address: ALICE }],
    ["accounts.addLocal", { address: ALICE, displayName: "", email: "" }],
    ["aliases.add", { alias: ALICE, destination: "bob@bar.bz" }],
    ["phones.add", { address: ALICE, mac: "001122334455" }],
    ["domains.servers", { domain: "bar.bz" }],
    ["domains.setServers", { domain: "bar.bz", ...servers }],
  ])("%s by the admin of a domain: there, and not in another", async (name, input) => {
    const adminOf = (domain: string): Principal => ({
      ...operatorPrincipal("admin", 3),
      scope: { kind: "domain", domain: domain as DomainName },
    })
    expect(await isForbidden(adminOf("bar.bz"), name, input)).toBe(false)
    expect(await isForbidden(adminOf("other.bz"), name, input)).toBe(true)
  })

  it.each(["operators.list", "apiKeys.list", "numbers.list", "phones.list"])(
    "%s, which is about everything, not by the admin of a domain",
    async (name) => {
      const scope = { kind: "domain", domain: "bar.bz" as DomainName } as const
      expect(await isForbidden({ ...operatorPrincipal("admin", 3), scope }, name)).toBe(true)
    },
  )
})
