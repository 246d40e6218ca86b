import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { DIALECTS } from "@sipwright/http"
import { compose, readSettings, type Settings, settingsTable } from "@sipwright/http/node"
import { boolean } from "../../../packages/http/src/node/settings/boolean.ts"
import { databaseUrl } from "../../../packages/http/src/node/settings/database-url.ts"
import { duration } from "../../../packages/http/src/node/settings/duration.ts"
import { groupAccess } from "../../../packages/http/src/node/settings/group-access.ts"
import { groupNesting } from "../../../packages/http/src/node/settings/group-nesting.ts"
import { list } from "../../../packages/http/src/node/settings/list.ts"
import { plainText } from "../../../packages/http/src/node/settings/plain-text.ts"
import { rpcUrl } from "../../../packages/http/src/node/settings/rpc-url.ts"
import { Refused } from "../../../packages/http/src/node/settings/refused.ts"
import { tablePrefix } from "../../../packages/http/src/node/settings/table-prefix.ts"
import { timeZone } from "../../../packages/http/src/node/settings/time-zone.ts"
import { trustedProxies } from "../../../packages/http/src/node/settings/trusted-proxies.ts"
import { unknownVariables } from "../../../packages/http/src/node/settings.ts"

const HOUR = 3_600_000

describe("durations", () => {
  it.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["8h", 8 * HOUR],
    ["100d", 2400 * HOUR],
    ["90", 90_000],
  ])("%s", (text, milliseconds) => expect(duration(text)).toBe(milliseconds))

  it.each(["", "0", "0s", "-5s", "5 m", "1.5h", "5w", "5M", "1e3", "99999d", "abc", "5m5m"])("refuses %j", (text) =>
    expect(duration(text)).toBeInstanceOf(Refused),
  )
})

describe("booleans", () => {
  it.each([
    ["true", true],
    ["1", true],
    ["YES", true],
    ["false", false],
    ["0", false],
    ["no", false],
  ])("%s", (text, value) => expect(boolean(text)).toBe(value))

  it.each(["", "on", "2", "toString", "__proto__"])("refuses %j", (text) =>
    expect(boolean(text)).toBeInstanceOf(Refused),
  )
})

describe("lists", () => {
  it("takes blanks and repetitions", () => expect(list(plainText)("a, b,a")).toEqual(["a", "b"]))
  it.each(["", "a,,b", "a,"])("refuses %j", (text) => expect(list(plainText)(text)).toBeInstanceOf(Refused))
})

describe("database URLs", () => {
  it.each([
    ["memory:", { kind: "memory" }],
    ["sqlite:./a.db", { kind: "sqlite", path: "./a.db", url: "sqlite:./a.db" }],
    ["sqlite:/var/a.db", { kind: "sqlite", path: "/var/a.db", url: "sqlite:/var/a.db" }],
    ["sqlite:////var/a.db", { kind: "sqlite", path: "/var/a.db", url: "sqlite:/var/a.db" }],
    ["mysql://u:p@h/d", { kind: "mysql", url: "mysql://u:p@h/d" }],
    ["mariadb://u:p@h/d", { kind: "mysql", url: "mariadb://u:p@h/d" }],
    ["postgresql://u:p@h:5/d", { kind: "postgres", url: "postgresql://u:p@h:5/d" }],
  ])("%s", (text, value) => expect(databaseUrl(text)).toEqual(value))

  it.each([
    "",
    "x",
    "memory:x",
    "sqlite:",
    "sqlite::memory:",
    "oracle://h/d",
    "mysql://u:secret@h",
    "mysql://u:secret@h/",
    "postgres://%",
  ])("refuses %j without repeating it", (text) => {
    const refused = databaseUrl(text)
    expect(refused).toBeInstanceOf(Refused)
    expect((refused as Refused).sentence).not.toContain("secret")
  })
})

describe("RPC URLs", () => {
  it.each(["http://127.0.0.1:5060/RPC", "https://rpc:p%2Cw@sip.example.org/RPC", "http://[::1]:5060/"])("%s", (text) =>
    expect(rpcUrl(text)).toBe(text),
  )
  it.each(["", "127.0.0.1:5060", "unix:/run/kamailio", "ftp://rpc:geheim@h/", "http://rpc:geheim@"])(
    "refuses %j without repeating it",
    (text) => {
      const refused = rpcUrl(text)
      expect(refused).toBeInstanceOf(Refused)
      expect((refused as Refused).sentence).not.toContain("geheim")
    },
  )
  it("come by commas, and from no flag", () => {
    const url = "http://192.0.2.1:5060/RPC"
    const environment = { SIPWRIGHT_KAMAILIO_RPC_URL: `${url}, http://rpc:pw@192.0.2.2/RPC` }
    expect(readSettings({ environment }).kamailioRpcUrl).toEqual([url, "http://rpc:pw@192.0.2.2/RPC"])
    expect(readSettings({ environment: {}, flags: { kamailioRpcUrl: url } }).kamailioRpcUrl).toBeUndefined()
  })
})

describe("networks", () => {
  it("knows addresses and networks of both families", () => {
    const read = trustedProxies("10.0.0.0/8, 192.0.2.1, fd00::/8")
    if (read instanceof Refused) throw new Error(read.sentence)
    const { networks, unix } = read
    expect(unix).toBe(false)
    expect(networks.check("10.1.2.3", "ipv4")).toBe(true)
    expect(networks.check("::ffff:10.1.2.3", "ipv6")).toBe(true)
    expect(networks.check("fd12::1", "ipv6")).toBe(true)
    expect(networks.check("192.0.2.2", "ipv4")).toBe(false)
  })
  it.each(["", "10.0.0.0/33", "proxy.example.org", "10.0.0.1/8/8", "10.0.0.1,", "::1/129", "10.0.0.0/"])(
    "refuses %j",
    (text) => expect(trustedProxies(text)).toBeInstanceOf(Refused),
  )
})

describe("groups and their levels", () => {
  it("splits at the last =", () => {
    expect(groupAccess("admins=super; cn=staff,dc=example,dc=org = 2")).toEqual([
      { group: "admins", level: "super" },
      { group: "cn=staff,dc=example,dc=org", level: "2" },
    ])
  })
  it.each(["", "admins", "=super", "admins=", "admins=super;", "a=1;;b=2"])("refuses %j", (text) =>
    expect(groupAccess(text)).toBeInstanceOf(Refused),
  )
  it.each([
    ["in-chain", "in-chain"],
    ["yes", true],
    ["0", false],
  ])("nests by %s", (text, value) => expect(groupNesting(text)).toBe(value))
  it("refuses another nesting", () => expect(groupNesting("deep")).toBeInstanceOf(Refused))
})

describe("LDAP", () => {
  const LDAP = { SIPWRIGHT_DATABASE_URL: "memory:", SIPWRIGHT_LDAP_URL: "ldaps://h", SIPWRIGHT_LDAP_BASE_DN: "dc=h" }
  const composed = async (environment: Record<string, string>): Promise<string> => {
    try {
      const sipwright = await compose(readSettings({ environment: { ...LDAP, ...environment } }), () => {})
      await sipwright.close()
      return "no refusal"
    } catch (error) {
      if ((error as Error).name === "SettingsError") return (error as Error).message
      throw error
    }
  }

  it.each<Record<string, string>>([
    {},
    { SIPWRIGHT_LDAP_URL: "ldap://h", SIPWRIGHT_LDAP_STARTTLS: "true" },
    { SIPWRIGHT_LDAP_URL: "ldap://h", SIPWRIGHT_LDAP_INSECURE: "true" },
    { SIPWRIGHT_LDAP_BIND_DN: "cn=a,dc=h", SIPWRIGHT_LDAP_BIND_PASSWORD: "p" },
    { SIPWRIGHT_LDAP_GROUP_ACCESS: "a=super", SIPWRIGHT_LDAP_NESTED: "in-chain" },
  ])("takes %j", async (environment) => expect(await composed(environment)).toBe("no refusal"))

  it.each<[string, Record<string, string>]>([
    ["SIPWRIGHT_LDAP_URL", { SIPWRIGHT_LDAP_URL: "ldap://h" }],
    ["SIPWRIGHT_LDAP_URL", { SIPWRIGHT_LDAP_URL: "ldaps://u:geheim@h" }],
    ["SIPWRIGHT_LDAP_BASE_DN", { SIPWRIGHT_LDAP_BASE_DN: "" }],
    ["SIPWRIGHT_LDAP_BASE_DN", { SIPWRIGHT_LDAP_URL: "" }],
    ["SIPWRIGHT_LDAP_BIND_DN", { SIPWRIGHT_LDAP_BIND_DN: "cn=a,dc=h" }],
    ["SIPWRIGHT_LDAP_BIND_PASSWORD", { SIPWRIGHT_LDAP_BIND_PASSWORD: "geheim" }],
    ["SIPWRIGHT_LDAP_CA_FILE", { SIPWRIGHT_LDAP_CA_FILE: "/nowhere/ca.pem" }],
    ["SIPWRIGHT_LDAP_STARTTLS", { SIPWRIGHT_LDAP_STARTTLS: "true" }],
    ["SIPWRIGHT_LDAP_USER_FILTER", { SIPWRIGHT_LDAP_USER_FILTER: "(uid=*)" }],
    ["SIPWRIGHT_LDAP_USER_DN", { SIPWRIGHT_LDAP_USER_DN: "uid=a,dc=h" }],
    ["SIPWRIGHT_LDAP_GROUP_ACCESS", { SIPWRIGHT_LDAP_GROUP_ACCESS: "a=boss" }],
    ["SIPWRIGHT_LDAP_GROUP_BASE_DN", { SIPWRIGHT_LDAP_GROUP_BASE_DN: "dc=h" }],
    ["SIPWRIGHT_LDAP_NESTED", { SIPWRIGHT_LDAP_NESTED: "true" }],
    ["SIPWRIGHT_LDAP_TIMEOUT", { SIPWRIGHT_LDAP_TIMEOUT: "1d" }],
  ])("says what is wrong with %s: %j", async (variable, environment) => {
    const sentence = await composed(environment)
    expect(sentence).toMatch(new RegExp(`^${variable} .*\\.$`))
    expect(sentence).not.toContain("geheim")
  })

  it("takes the password of the service account from no flag", () => {
    expect(readSettings({ environment: {}, flags: { ldapBindPassword: "x" } }).ldapBindPassword).toBeUndefined()
  })
})

describe("other readers", () => {
  it.each(["a", "sip_2"])("takes the prefix %s", (text) => expect(tablePrefix(text)).toBe(text))
  it.each(["", "A", "1a", "a-b", "a b", "a;", "a".repeat(25)])("refuses the prefix %j", (text) =>
    expect(tablePrefix(text)).toBeInstanceOf(Refused),
  )
  it("knows time zones", () => {
    expect(timeZone("Europe/Berlin")).toBe("Europe/Berlin")
    expect(timeZone("Mars/Olympus")).toBeInstanceOf(Refused)
  })
})

const refusal = (environment: Record<string, string>, flags: Record<string, string> = {}): string => {
  try {
    readSettings({ environment, flags })
  } catch (error) {
    return (error as Error).message
  }
  return "no refusal"
}

describe("reading", () => {
  it("has the defaults of the documents", () => {
    const expected: Partial<Settings> = {
      databaseUrl: { kind: "sqlite", path: "./sipwright.db", url: "sqlite:./sipwright.db" },
      host: "127.0.0.1",
      port: 8080,
      adminUser: "admin",
      sessionTtl: 8 * HOUR,
      authKeyTtl: HOUR / 12,
      httpStatus: false,
      requireCookie: true,
      hermesGet: "all",
      migrate: true,
      tablePrefix: "sipwright_",
      kamailioAlgorithm: "MD5",
      defaultPermission: 0,
    }
    const read = readSettings({ environment: {} })
    expect(read).toMatchObject(expected)
    expect(read.passwordStorage).toBeUndefined()
  })

  it("prefers a flag, and takes an empty variable for none", () => {
    const read = readSettings({ environment: { SIPWRIGHT_PORT: "1", SIPWRIGHT_REALM: "" }, flags: { port: "2" } })
    expect(read.port).toBe(2)
    expect(read.realm).toBeUndefined()
  })

  it("takes no secret from a flag", () => {
    expect(readSettings({ environment: {}, flags: { adminPassword: "x" } }).adminPassword).toBeUndefined()
  })

  it.each([
    ["SIPWRIGHT_PORT", "http"],
    ["SIPWRIGHT_PORT", "65536"],
    ["SIPWRIGHT_SESSION_TTL", "8 hours"],
    ["SIPWRIGHT_HTTP_STATUS", "maybe"],
    ["SIPWRIGHT_DIALECTS", "hermes,soap"],
    ["SIPWRIGHT_PASSWORD_STORAGE", "rot13"],
    ["SIPWRIGHT_DATABASE_URL", "mysql://user:geheim@host"],
    ["SIPWRIGHT_DEFAULT_PERMISSION", "256"],
    ["SIPWRIGHT_HERMES_GET", "some"],
    ["SIPWRIGHT_KAMAILIO_TZ", "Mars"],
    ["SIPWRIGHT_TRUST_PROXY", "everybody"],
    ["SIPWRIGHT_TRUST_PROXY", "unix"],
    ["SIPWRIGHT_SOCKET_MODE", "0999"],
    ["SIPWRIGHT_SQLITE_SYNCHRONOUS", "off"],
    ["SIPWRIGHT_REGISTRATIONS", "ldap"],
    ["SIPWRIGHT_REGISTRATIONS", "rpc"],
    ["SIPWRIGHT_KAMAILIO_RPC_URL", "http://127.0.0.1/RPC,tcp:geheim@127.0.0.1"],
  ])("says what is wrong with %s=%s", (variable, text) => {
    const sentence = refusal({ [variable]: text })
    expect(sentence).toMatch(new RegExp(`^${variable} .*\\.$`, "s"))
    expect(sentence).not.toContain("geheim")
  })

  it("names the flag where the value came from it", () => {
    expect(refusal({}, { port: "x" })).toContain("SIPWRIGHT_PORT (given as --port)")
  })

  it.each([
    { SIPWRIGHT_SECRET_KEY: "a", SIPWRIGHT_SECRET_KEY_FILE: "b" },
    { SIPWRIGHT_DATABASE_URL: "memory:", SIPWRIGHT_KAMAILIO_DATABASE_URL: "sqlite:x" },
    { SIPWRIGHT_KAMAILIO_DATABASE_URL: "memory:" },
  ])("refuses what does not go together: %j", (environment) => {
    expect(refusal(environment)).toContain("SIPWRIGHT_")
    expect(refusal(environment)).not.toBe("no refusal")
  })

  it("finds misspelled variables", () => {
    expect(unknownVariables({ SIPWRIGHT_PROT: "1", SIPWRIGHT_PORT: "1", PATH: "" })).toEqual(["SIPWRIGHT_PROT"])
  })
})

describe("the documents", () => {
  it("names every dialect that can be mounted", () => {
    expect(readSettings({ environment: {} }).dialects).toEqual(DIALECTS)
  })

  it("lists secrets without a flag", () => {
    expect(settingsTable()).toContain("| `SIPWRIGHT_ADMIN_PASSWORD` |  | generated |")
    expect(settingsTable()).toContain("| `SIPWRIGHT_PORT` | `--port` | 8080 |")
  })

  const readme = new URL("../../../README.md", import.meta.url)
  it("keeps the README in step", () => {
    const text = readFileSync(readme, "utf8")
    expect(/<!-- settings -->\n+(.*?)\n+<!-- \/settings -->/s.exec(text)?.[1]).toBe(settingsTable())
  })
})
