import { describe, expect, it } from "vitest"
import { outcome } from "./client.ts"
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
import { LOCAL, useWorld } from "./world.ts"

const MAC = "001122aabbcc"
const OTHER = "001122ddeeff"

const MALFORMED_MACS = [
  "0011",
  "001122aabbcg",
  "00:11:22:aa:bb",
  "00:11:22-aa-bb-cc",
  "0:11:22:aa:bb:cc",
  `${MAC}00`,
  "-",
]

describe.each(stores)("phone nodes over $name", (kind) => {
  const used = useWorld(kind)

  describe("add", () => {
    it.each([MAC, "001122AABBCC", "00:11:22:aa:bb:cc", "00-11-22-AA-BB-CC", "0011.22aa.bbcc"])(
      "takes %s, and answers plain lower-case hex",
      async (mac) => {
        await addLocal(used.writer, ALICE)
        const { body } = await done(used.writer, "phone/add", { user: "ALICE@bar.bz", mac })
        expect(body).toEqual({ response: "ok", mac: MAC, username: "alice", domain: LOCAL })
      },
    )

    it("takes the user in two parts", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "phone/add", { username: "alice", domain: LOCAL, mac: MAC })
    })

    it("lets a phone carry several users and a user have several phones", async () => {
      await addLocal(used.writer, ALICE)
      await addRemote(used.writer)
      for (const mac of [MAC, OTHER]) {
        for (const user of [ALICE, CAROL]) await done(used.writer, "phone/add", { user, mac })
      }
      expect(listOf(await done(used.writer, "phone/get", { mac: MAC }))).toEqual([ALICE, CAROL])
      expect(listOf(await done(used.writer, "phone/get", { user: CAROL }))).toEqual([MAC, OTHER])
    })

    it("is `exists` for the same pair, however it is spelled", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "phone/add", { user: ALICE, mac: MAC })
      const again = await used.writer.call("phone/add", { user: "Alice@BAR.bz", mac: "00:11:22:AA:BB:CC" })
      expect(outcome(again)).toBe("failed/exists")
    })

    it("lets one of several simultaneous calls have a pair", async () => {
      await addLocal(used.writer, ALICE)
      const replies = await atOnce(10, () => used.writer.call("phone/add", { user: ALICE, mac: MAC }))
      expect(tally(replies)).toEqual({ ok: 1, "failed/exists": 9 })
    })

    it("is `nonexistant` for nobody, and for an alias", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "alias/add", { alias: BOB, destination: ALICE })
      for (const user of [NOBODY, CAROL, BOB]) {
        expect(outcome(await used.writer.call("phone/add", { user, mac: MAC }))).toBe("failed/nonexistant")
      }
    })
  })

  describe.each(["phone/delete", "phone/remove"])("%s", (node) => {
    it("takes the user off that phone, and off no other", async () => {
      await addLocal(used.writer, ALICE)
      await addLocal(used.writer, BOB)
      for (const mac of [MAC, OTHER]) await done(used.writer, "phone/add", { user: ALICE, mac })
      await done(used.writer, "phone/add", { user: BOB, mac: MAC })
      const { body } = await done(used.writer, node, { user: ALICE, mac: "00:11:22:AA:BB:CC" })
      expect(body).toEqual({ response: "ok", mac: MAC, username: "alice", domain: LOCAL })
      expect(listOf(await done(used.writer, "phone/get", { mac: MAC }))).toEqual([BOB])
      expect(listOf(await done(used.writer, "phone/get", { user: ALICE }))).toEqual([OTHER])
    })

    it("is `nonexistant` where the pair is not there", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "phone/add", { user: ALICE, mac: MAC })
      const remove = async (user: string, mac: string) => outcome(await used.writer.call(node, { user, mac }))
      expect(await remove(ALICE, OTHER)).toBe("failed/nonexistant")
      expect(await remove(NOBODY, MAC)).toBe("failed/nonexistant")
      await done(used.writer, node, { user: ALICE, mac: MAC })
      expect(await remove(ALICE, MAC)).toBe("failed/nonexistant")
    })
  })

  describe.each(["phone/add", "phone/delete", "phone/remove"])("%s", (node) => {
    it("calls a malformed address or MAC address `invalid`", async () => {
      await addLocal(used.writer, ALICE)
      for (const [why, user] of MALFORMED_ADDRESSES) {
        expect(outcome(await used.writer.call(node, { user, mac: MAC })), why).toBe("failed/invalid")
      }
      for (const mac of MALFORMED_MACS) {
        expect(outcome(await used.writer.call(node, { user: ALICE, mac })), mac).toBe("failed/invalid")
      }
    })

    it("needs both", async () => {
      const withoutUser = await used.writer.call(node, { mac: MAC, user: "", username: "alice" })
      const withoutMac = await used.writer.call(node, { user: ALICE, mac: "" })
      expect([withoutUser, withoutMac].map(outcome)).toEqual(["invalid/parameters", "invalid/parameters"])
      expect(withoutUser.body["detail"]).toContain("user")
      expect(withoutMac.body["detail"]).toContain("mac")
    })
  })

  describe("get", () => {
    it("is `nonexistant` where nothing matches", async () => {
      await addLocal(used.writer, ALICE)
      for (const query of [{ user: ALICE }, { user: NOBODY }, { mac: MAC }]) {
        expect(outcome(await used.writer.call("phone/get", query))).toBe("failed/nonexistant")
      }
    })

    it("calls a malformed address or MAC address `invalid`", async () => {
      for (const [why, user] of MALFORMED_ADDRESSES) {
        expect(outcome(await used.writer.call("phone/get", { user })), why).toBe("failed/invalid")
      }
      for (const mac of MALFORMED_MACS) {
        expect(outcome(await used.writer.call("phone/get", { mac })), mac).toBe("failed/invalid")
      }
    })

    it("needs one of mac and user, and not both", async () => {
      const username = { username: "alice", domain: LOCAL }
      for (const query of [{}, { mac: "", user: "" }, { mac: MAC, user: ALICE }, { mac: MAC, ...username }]) {
        expect(outcome(await used.writer.call("phone/get", query))).toBe("invalid/parameters")
      }
    })

    it("takes the user in two parts, and the MAC address in any spelling", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "phone/add", { user: ALICE, mac: MAC })
      expect(listOf(await done(used.writer, "phone/get", { username: "alice", domain: LOCAL }))).toEqual([MAC])
      expect(listOf(await done(used.writer, "phone/get", { mac: "00-11-22-AA-BB-CC" }))).toEqual([ALICE])
    })
  })

  describe("list", () => {
    const MACS = ["001122334455", "0011aabbccdd", "aabbccddeeff"]
    const addThree = async () => {
      await addLocal(used.writer, ALICE)
      await addLocal(used.writer, BOB)
      for (const mac of MACS) {
        for (const user of [ALICE, BOB]) await done(used.writer, "phone/add", { user, mac })
      }
    }
    const found = async (search: string) => listOf(await done(used.writer, "phone/list", { search }))

    it("is an empty array where there are no phones", async () => {
      expect((await done(used.writer, "phone/list")).body).toEqual({ list: [], response: "ok" })
    })

    it("lists every phone once, in order", async () => {
      await addThree()
      expect(listOf(await done(used.writer, "phone/list"))).toEqual(MACS)
    })

    it("compares the pattern with the plain hexadecimal digits, in any case", async () => {
      await addThree()
      expect(await found("0011*")).toEqual(MACS.slice(0, 2))
      expect(await found("*AABB*")).toEqual(MACS.slice(1))
      expect(await found("00112233445?")).toEqual(MACS.slice(0, 1))
      expect(await found("0011")).toEqual([])
    })

    it("goes on from `next`", async () => {
      await addThree()
      const first = await done(used.writer, "phone/list", { limit: "2" })
      const second = await done(used.writer, "phone/list", { limit: "2", after: String(first.body["next"]) })
      expect([listOf(first), listOf(second)]).toEqual([MACS.slice(0, 2), MACS.slice(2)])
      expect(second.body).not.toHaveProperty("next")
    })
  })
})
