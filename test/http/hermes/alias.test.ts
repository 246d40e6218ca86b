import { describe, expect, it } from "vitest"
import { type Form, outcome } from "./client.ts"
import {
  addLocal,
  addRemote,
  ALICE,
  atOnce,
  BOB,
  CAROL,
  done,
  listOf,
  MALFORMED_ADDRESSES,
  NOBODY,
  tally,
} from "./fixtures.ts"
import { stores } from "./stores.ts"
import { BARE, LOCAL, useWorld } from "./world.ts"

const INFO = "info@bar.bz"
const NUMBER = "+4761135000"

describe.each(stores)("alias nodes over $name", (kind) => {
  const used = useWorld(kind)

  const add = (alias: string, destination: string) => used.writer.call("alias/add", { alias, destination })
  const added = (alias: string, destination: string) => done(used.writer, "alias/add", { alias, destination })
  const listed = async (parameters: Form = {}) => listOf(await done(used.writer, "alias/list", parameters))

  describe("add", () => {
    it("answers alias and destination in canonical form", async () => {
      await addLocal(used.writer, ALICE)
      const { body } = await added("sip:Info@BAR.bz", "ALICE@bar.bz")
      expect(body).toEqual({ response: "ok", alias: INFO, destination: ALICE })
      expect(await listed()).toEqual([{ alias: INFO, destination: ALICE }])
    })

    it("takes the alias in two parts", async () => {
      await addLocal(used.writer, ALICE)
      const parts = { alias_username: "info", alias_domain: LOCAL }
      expect((await done(used.writer, "alias/add", { ...parts, destination: ALICE })).body["alias"]).toBe(INFO)
    })

    it("may point to a foreign address, known or not", async () => {
      await addRemote(used.writer)
      await added(INFO, CAROL)
      await added(`other@${BARE}`, "dave@elsewhere.example")
    })

    it("is `nxdomain` for an alias outside the local domains", async () => {
      await addLocal(used.writer, ALICE)
      expect(outcome(await add("info@elsewhere.example", ALICE))).toBe("failed/nxdomain")
    })

    it("is `nonexistant` where a local destination is nobody, or another alias", async () => {
      expect(outcome(await add(INFO, NOBODY))).toBe("failed/nonexistant")
      await addLocal(used.writer, ALICE)
      await added(INFO, ALICE)
      expect(outcome(await add("more@bar.bz", INFO))).toBe("failed/nonexistant")
    })

    it("is `exists` for an address that is an alias or an account, in any spelling", async () => {
      await addLocal(used.writer, ALICE)
      await addLocal(used.writer, BOB)
      await added(INFO, ALICE)
      for (const alias of [INFO, "INFO@bar.bz", BOB, "Bob@BAR.bz"]) {
        expect(outcome(await add(alias, ALICE)), alias).toBe("failed/exists")
        expect(outcome(await add(alias, CAROL)), alias).toBe("failed/exists")
      }
    })

    it("gives an account one E.164 alias, over all domains", async () => {
      await addLocal(used.writer, ALICE)
      await added(`${NUMBER}@${LOCAL}`, ALICE)
      expect(outcome(await add(`+4761135001@${LOCAL}`, ALICE))).toBe("failed/exists")
      expect(outcome(await add(`+4761135001@${BARE}`, ALICE))).toBe("failed/exists")
      await added(INFO, ALICE)
      await added(`61135001@${LOCAL}`, ALICE)
      await done(used.writer, "alias/remove", { alias: `${NUMBER}@${LOCAL}` })
      await added(`+4761135001@${BARE}`, ALICE)
    })

    it("gives an account one E.164 alias, also when many are asked for at the same time", async () => {
      await addLocal(used.writer, ALICE)
      const replies = await atOnce(10, (index) => add(`+476113500${index}@${LOCAL}`, ALICE))
      expect(tally(replies)).toEqual({ ok: 1, "failed/exists": 9 })
      expect(await listed()).toHaveLength(1)
    })

    it("lets one of several simultaneous calls have an address", async () => {
      await addLocal(used.writer, ALICE)
      const replies = await atOnce(20, (index) =>
        index % 2 === 0
          ? add(INFO, ALICE)
          : used.writer.call("user/add_local", { user: INFO, displayname: "", email: "" }),
      )
      expect(tally(replies)).toEqual({ ok: 1, "failed/exists": 19 })
    })

    it("calls what is malformed by its name", async () => {
      await addLocal(used.writer, ALICE)
      for (const [why, address] of MALFORMED_ADDRESSES) {
        expect(outcome(await add(address, ALICE)), why).toBe("invalid/alias")
        expect(outcome(await add(INFO, address)), why).toBe("invalid/destination")
      }
    })

    it("needs both", async () => {
      const withoutAlias = await used.writer.call("alias/add", { destination: ALICE, alias_username: "info" })
      const withoutDestination = await used.writer.call("alias/add", { alias: INFO, destination: "" })
      expect([withoutAlias, withoutDestination].map(outcome)).toEqual(["invalid/parameters", "invalid/parameters"])
      expect(withoutAlias.body["detail"]).toContain("alias")
      expect(withoutDestination.body["detail"]).toContain("destination")
    })
  })

  describe("remove", () => {
    it("answers the alias that it removed", async () => {
      await addLocal(used.writer, ALICE)
      for (const parameters of [
        { alias: "INFO@bar.bz" },
        { alias_username: "info", alias_domain: LOCAL },
        { alias: `sip:${INFO}` },
      ]) {
        await added(INFO, ALICE)
        expect((await done(used.writer, "alias/remove", parameters)).body).toEqual({ response: "ok", alias: INFO })
        expect(await listed()).toEqual([])
      }
    })

    it("frees the address", async () => {
      await addLocal(used.writer, ALICE)
      await added(INFO, ALICE)
      await done(used.writer, "alias/remove", { alias: INFO })
      await addLocal(used.writer, INFO)
    })

    it("is `nonexistant` where there is no such alias", async () => {
      await addLocal(used.writer, ALICE)
      for (const alias of [INFO, ALICE, "info@elsewhere.example"]) {
        expect(outcome(await used.writer.call("alias/remove", { alias }))).toBe("failed/nonexistant")
      }
    })

    it("is `invalid`/`address` for a malformed address, and needs one", async () => {
      for (const [why, alias] of MALFORMED_ADDRESSES) {
        expect(outcome(await used.writer.call("alias/remove", { alias })), why).toBe("invalid/address")
      }
      for (const parameters of [{}, { alias: "" }, { alias_username: "info" }]) {
        expect(outcome(await used.writer.call("alias/remove", parameters))).toBe("invalid/parameters")
      }
    })
  })

  describe("list", () => {
    const NUMBER_ALIAS = { alias: `${NUMBER}@${LOCAL}`, destination: ALICE }
    const INFO_ALIAS = { alias: INFO, destination: ALICE }
    const CAROLS_ALIAS = { alias: `carol@${BARE}`, destination: CAROL }

    const addThree = async () => {
      await addLocal(used.writer, ALICE)
      for (const { alias, destination } of [NUMBER_ALIAS, INFO_ALIAS, CAROLS_ALIAS]) await added(alias, destination)
    }

    it("lists all aliases in order", async () => {
      expect(await listed()).toEqual([])
      await addThree()
      expect(await listed()).toEqual([NUMBER_ALIAS, CAROLS_ALIAS, INFO_ALIAS])
      expect(await listed({ alias: "", destination: "", e164: "" })).toHaveLength(3)
    })

    it("lists those of a destination, or the one of an address", async () => {
      await addThree()
      expect(await listed({ destination: "Alice@BAR.bz" })).toEqual([NUMBER_ALIAS, INFO_ALIAS])
      expect(await listed({ destination: CAROL })).toEqual([CAROLS_ALIAS])
      expect(await listed({ destination: NOBODY })).toEqual([])
      expect(await listed({ alias: "INFO@bar.bz" })).toEqual([INFO_ALIAS])
      expect(await listed({ alias_username: "info", alias_domain: LOCAL })).toEqual([INFO_ALIAS])
      expect(await listed({ alias: ALICE })).toEqual([])
      expect(await listed({ alias: INFO, destination: ALICE })).toEqual([INFO_ALIAS])
      expect(await listed({ alias: INFO, destination: CAROL })).toEqual([])
    })

    it("lists only the E.164 alias of a destination, if it has one", async () => {
      await addThree()
      for (const e164 of ["true", "1", "yes"])
        expect(await listed({ destination: ALICE, e164 })).toEqual([NUMBER_ALIAS])
      expect((await used.writer.call("alias/list", { destination: CAROL, e164: "true" })).body).toEqual({
        response: "ok",
        list: [],
      })
      expect(await listed({ destination: ALICE, e164: "false" })).toHaveLength(2)
    })

    it.each([
      { e164: "true" },
      { e164: "true", alias: INFO },
      { e164: "true", alias: INFO, destination: ALICE },
      { e164: "maybe", destination: ALICE },
    ])("refuses %j", async (parameters: Form) => {
      const reply = await used.writer.call("alias/list", parameters)
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("e164")
    })

    it.each(MALFORMED_ADDRESSES)("calls an address with %s `invalid`", async (_, address) => {
      expect(outcome(await used.writer.call("alias/list", { alias: address }))).toBe("failed/invalid")
      expect(outcome(await used.writer.call("alias/list", { destination: address }))).toBe("failed/invalid")
    })

    it("goes on from `next`", async () => {
      await addThree()
      const first = await done(used.writer, "alias/list", { limit: "2" })
      const second = await done(used.writer, "alias/list", { limit: "2", after: String(first.body["next"]) })
      expect([first, second].flatMap(listOf)).toEqual([NUMBER_ALIAS, CAROLS_ALIAS, INFO_ALIAS])
      expect(second.body).not.toHaveProperty("next")
    })
  })
})
