import { describe, expect, it } from "vitest"
import { type Form, outcome } from "./client.ts"
import { done } from "./fixtures.ts"
import { stores } from "./stores.ts"
import { BARE, FOREIGN, LOCAL, SERVERS, useWorld } from "./world.ts"

const GIVEN: Form = {
  domain: BARE,
  registrar: "server.bare.bz",
  r_port: "5060",
  proxy: "proxy.bare.bz",
  p_port: "65535",
  prov_url: "http://server.bare.bz/hermes/prov?a=b&c=%20",
}
const STORED = {
  registrar: "server.bare.bz",
  r_port: 5060,
  proxy: "proxy.bare.bz",
  p_port: 65535,
  prov_url: "http://server.bare.bz/hermes/prov?a=b&c=%20",
}

describe.each(stores)("domain nodes over $name", (kind) => {
  const used = useWorld(kind)

  it("list holds the local domains", async () => {
    expect((await done(used.writer, "domain/list")).body).toEqual({ response: "ok", list: [LOCAL, BARE] })
  })

  it("list may be empty", async () => {
    for (const domain of [LOCAL, BARE]) await used.world.sipwright.domains.remove({ domain })
    expect((await done(used.writer, "domain/list")).body).toEqual({ response: "ok", list: [] })
  })

  describe("get_servers", () => {
    it.each([LOCAL, LOCAL.toUpperCase()])("answers the servers of %s", async (domain) => {
      const { body } = await done(used.writer, "domain/get_servers", { domain })
      expect(body).toEqual({ response: "ok", servers: SERVERS })
    })

    it.each([BARE, FOREIGN])("is `nonexistant` for %s, which has none", async (domain) => {
      expect(outcome(await used.writer.call("domain/get_servers", { domain }))).toBe("failed/nonexistant")
    })

    it.each(["", "bar_bz", "a b", `${"a".repeat(64)}.bz`, "x".repeat(5000)])("needs a domain: %j", async (domain) => {
      const reply = await used.writer.call("domain/get_servers", { domain })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("domain")
    })
  })

  describe("set_servers", () => {
    it("sets the servers of a domain that had none, and replaces them later", async () => {
      expect((await done(used.writer, "domain/set_servers", GIVEN)).body).toEqual({ response: "ok", servers: STORED })
      const { body } = await done(used.writer, "domain/set_servers", { ...GIVEN, domain: "Bare.BZ", r_port: "5070" })
      const servers = { ...STORED, r_port: 5070 }
      expect(body).toEqual({ response: "ok", servers })
      expect((await done(used.writer, "domain/get_servers", { domain: BARE })).body["servers"]).toEqual(servers)
    })

    it("is `nonexistant` for a domain that is not local", async () => {
      const reply = await used.writer.call("domain/set_servers", { ...GIVEN, domain: FOREIGN })
      expect(outcome(reply)).toBe("failed/nonexistant")
    })

    const refusals: ReadonlyArray<readonly [name: string, why: string, value: string | undefined]> = [
      ...Object.keys(GIVEN).flatMap(
        (name): ReadonlyArray<readonly [string, string, string | undefined]> => [
          [name, "missing", undefined],
          [name, "empty", ""],
          [name, "too long", "9".repeat(1025)],
        ],
      ),
      ...["r_port", "p_port"].flatMap((name) =>
        ["sip", "0", "-1", "65536", "5060.5", "0x1f", " 5060"].map((value) => [name, `"${value}"`, value] as const),
      ),
      ["domain", "no domain name", "bare_bz"],
    ]

    it.each(refusals)("is `parameters` with a description where %s is %s", async (name, _, value) => {
      const { [name]: _given, ...rest } = GIVEN
      const reply = await used.writer.call(
        "domain/set_servers",
        value === undefined ? rest : { ...rest, [name]: value },
      )
      expect(outcome(reply)).toBe("failed/parameters")
      expect(reply.body["description"]).toContain(name)
      expect(reply.body["detail"]).toBe(reply.body["description"])
      expect(outcome(await used.writer.call("domain/get_servers", { domain: BARE }))).toBe("failed/nonexistant")
    })
  })
})
