import { describe, expect, it } from "vitest"
import { type Form, outcome } from "./client.ts"
import { addLocal, ALICE, atOnce, done, listOf, tally } from "./fixtures.ts"
import { stores } from "./stores.ts"
import { LOCAL, useWorld } from "./world.ts"

const NUMBER = "+4761135000"
const numbered = (index: number): string => `+476113500${index}`
const RANGE = Array.from({ length: 10 }, (_, index) => numbered(index))

const NOT_NUMBERS = [
  "4761135000",
  "+",
  "+0761135000",
  "+4",
  "+1234567890123456",
  "+47 61135000",
  "+47a",
  "tel:+4761135000",
]

describe.each(stores)("numbers nodes over $name", (kind) => {
  const used = useWorld(kind)

  const addRange = (start = numbered(0), end = numbered(9)) => done(used.writer, "numbers/add_range", { start, end })
  const listed = async (parameters: Form = {}) => listOf(await done(used.writer, "numbers/list", parameters))
  const makeAlias = async (number = NUMBER) => {
    await addLocal(used.writer, ALICE)
    await done(used.writer, "alias/add", { alias: `${number}@${LOCAL}`, destination: ALICE })
  }

  describe("add", () => {
    it("says which number it added", async () => {
      const { body } = await done(used.writer, "numbers/add", { number: NUMBER })
      expect(body).toEqual({ response: "ok", detail: `Added ${NUMBER}` })
      expect(await listed()).toEqual([NUMBER])
    })

    it("is `exists` for a number that is there already", async () => {
      await done(used.writer, "numbers/add", { number: NUMBER })
      expect(outcome(await used.writer.call("numbers/add", { number: NUMBER }))).toBe("failed/exists")
    })

    it("is `inuse` for a number that is an alias", async () => {
      await makeAlias()
      expect(outcome(await used.writer.call("numbers/add", { number: NUMBER }))).toBe("failed/inuse")
      await done(used.writer, "alias/remove", { alias: `${NUMBER}@${LOCAL}` })
      await done(used.writer, "numbers/add", { number: NUMBER })
    })
  })

  describe.each(["numbers/add", "numbers/pull", "numbers/available"])("%s", (node) => {
    it("is `rejected` for what is no E.164 number", async () => {
      for (const number of NOT_NUMBERS) {
        const { body } = await used.writer.call(node, { number })
        expect(body, number).toEqual({ response: "failed", cause: "rejected", detail: "Not a valid E164 number" })
      }
    })

    it("is `rejected` for a plus that was not encoded in a query", async () => {
      const query = new URLSearchParams(used.writer.credentials()).toString()
      const reply = await used.writer.send(node, { method: "GET", query: `${query}&number=${NUMBER}` })
      expect(outcome(reply)).toBe("failed/rejected")
    })

    it("needs a number", async () => {
      for (const parameters of [{}, { number: "" }]) {
        const reply = await used.writer.call(node, parameters)
        expect(outcome(reply)).toBe("invalid/parameters")
        expect(reply.body["detail"]).toContain("number")
      }
    })
  })

  describe("add_range", () => {
    it("adds all numbers, the last one too, and says how many", async () => {
      expect((await addRange()).body).toEqual({ response: "ok", added: 10, skipped: 0 })
      expect(await listed()).toEqual(RANGE)
    })

    it("skips numbers that are there and numbers that are aliases", async () => {
      await addRange(numbered(2), numbered(3))
      await makeAlias(numbered(5))
      expect((await addRange()).body).toEqual({ response: "ok", added: 7, skipped: 3 })
      expect(await listed()).toEqual(RANGE.filter((number) => number !== numbered(5)))
      expect((await addRange()).body).toEqual({ response: "ok", added: 0, skipped: 10 })
    })

    it.each([
      ["has another number of digits", "+4761135000", "+47611350000"],
      ["has another country code", "+4661135000", "+4761135000"],
      ["is the start", "+4761135000", "+4761135000"],
      ["is below the start", "+4761135001", "+4761135000"],
      ["makes the range longer than a million", "+4761000000", "+4762000000"],
      ["is no number", "+4761135000", "4761135001"],
    ])("is `rejected` with a reason where the end %s", async (_, start, end) => {
      const reply = await used.writer.call("numbers/add_range", { start, end })
      expect(outcome(reply)).toBe("failed/rejected")
      expect(reply.body["detail"]).toMatch(/\w/)
      expect(outcome(await used.writer.call("numbers/list"))).toBe("failed/empty")
    })

    it("is `rejected` where the start is no number", async () => {
      const reply = await used.writer.call("numbers/add_range", { start: "61135000", end: "+4761135001" })
      expect(outcome(reply)).toBe("failed/rejected")
    })

    it.each(["start", "end"])("needs the %s", async (name) => {
      const { [name]: _, ...rest }: Form = { start: numbered(0), end: numbered(9) }
      const reply = await used.writer.call("numbers/add_range", rest)
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain(name)
    })

    it("adds a number once, however many ranges overlap at the same time", async () => {
      const replies = await atOnce(5, (index) =>
        used.writer.call("numbers/add_range", { start: numbered(index), end: numbered(index + 4) }),
      )
      expect(tally(replies)).toEqual({ ok: 5 })
      const total = (name: string) => replies.reduce((sum, { body }) => sum + Number(body[name]), 0)
      expect([total("added"), total("skipped")]).toEqual([9, 16])
      expect(await listed()).toEqual(RANGE.slice(0, 9))
    })
  })

  describe("list", () => {
    it("is `empty` where nothing is found", async () => {
      expect(outcome(await used.writer.call("numbers/list"))).toBe("failed/empty")
      expect(outcome(await used.writer.call("numbers/list", { random: "true" }))).toBe("failed/empty")
      await addRange()
      expect(outcome(await used.writer.call("numbers/list", { search: "99" }))).toBe("failed/empty")
      expect(outcome(await used.writer.call("numbers/list", { search: "99", random: "1" }))).toBe("failed/empty")
    })

    it("finds the pattern anywhere in the number", async () => {
      await addRange()
      await done(used.writer, "numbers/add", { number: "+4799000000" })
      expect(await listed({ search: "3500" })).toEqual(RANGE)
      expect(await listed({ search: "5007" })).toEqual([numbered(7)])
      expect(await listed({ search: "+4799" })).toEqual(["+4799000000"])
      expect(await listed({ search: "6?13*7" })).toEqual([numbered(7)])
      expect(await listed({ search: "99*000" })).toEqual(["+4799000000"])
    })

    it("answers no more than `limit`, and goes on from `next`", async () => {
      await addRange()
      const first = await done(used.writer, "numbers/list", { search: "350", limit: "6" })
      const rest = { search: "350", limit: "6", after: String(first.body["next"]) }
      const second = await done(used.writer, "numbers/list", rest)
      expect([listOf(first), listOf(second)]).toEqual([RANGE.slice(0, 6), RANGE.slice(6)])
      expect(second.body).not.toHaveProperty("next")
    })

    it("is ok and empty past its end", async () => {
      await addRange(numbered(0), numbered(2))
      const { body } = await done(used.writer, "numbers/list", { limit: "2" })
      await done(used.writer, "numbers/pull", { number: numbered(2) })
      const past = await used.writer.call("numbers/list", { after: String(body["next"]) })
      expect(past.body).toEqual({ response: "ok", list: [] })
    })

    it("answers at random what it would answer in order", async () => {
      await addRange()
      for (const random of ["1", "true", "yes", "TRUE"]) {
        const found = await listed({ random })
        expect(found).toHaveLength(RANGE.length)
        expect(new Set(found)).toEqual(new Set(RANGE))
      }
      expect(new Set(await listed({ random: "true", limit: "4" })).size).toBe(4)
      const some = await listed({ random: "true", limit: "3", search: "500" })
      expect(RANGE).toEqual(expect.arrayContaining([...some]))
      expect(await listed({ random: "false", limit: "3" })).toEqual(RANGE.slice(0, 3))
    })

    it.each([
      { random: "true", after: "azo1" },
      { random: "true", limit: "0" },
      { random: "true", limit: "x" },
      { random: "perhaps" },
    ])("refuses %j", async (parameters: Form) => {
      await addRange()
      expect(outcome(await used.writer.call("numbers/list", parameters))).toBe("invalid/parameters")
    })
  })

  describe("pull", () => {
    it("takes the number out of the pool", async () => {
      await addRange()
      expect((await done(used.writer, "numbers/pull", { number: NUMBER })).body).toEqual({
        response: "ok",
        number: NUMBER,
      })
      expect(await listed()).toEqual(RANGE.slice(1))
      expect(outcome(await used.writer.call("numbers/pull", { number: NUMBER }))).toBe("failed/nonexistant")
    })

    it("lets one of twenty simultaneous calls to two servers have a number", async () => {
      await addRange()
      const other = used.world.beside({})
      const clients = [used.writer, kind.takesTwoWriters ? other.clientLike(used.writer) : used.writer]
      const replies = await atOnce(20, (index) =>
        (clients[index % 2] ?? used.writer).call("numbers/pull", { number: NUMBER }),
      )
      await other.close()
      expect(tally(replies)).toEqual({ ok: 1, "failed/nonexistant": 19 })
    })
  })

  describe("next", () => {
    it("pulls any number that has the pattern in it", async () => {
      await addRange()
      await done(used.writer, "numbers/add", { number: "+4799000000" })
      expect((await done(used.writer, "numbers/next", { search: "9900" })).body).toEqual({
        response: "ok",
        number: "+4799000000",
      })
      expect(outcome(await used.writer.call("numbers/next", { search: "9900" }))).toBe("failed/empty")
      const { body } = await done(used.writer, "numbers/next")
      expect(RANGE).toContain(body["number"])
      expect(await listed()).toEqual(RANGE.filter((number) => number !== body["number"]))
    })

    it("gives every one of twenty simultaneous callers another number, as long as there are any", async () => {
      await addRange()
      const replies = await atOnce(20, () => used.writer.call("numbers/next"))
      expect(tally(replies)).toEqual({ ok: 10, "failed/empty": 10 })
      const pulled = replies.filter((reply) => outcome(reply) === "ok").map(({ body }) => body["number"])
      expect(new Set(pulled)).toEqual(new Set(RANGE))
    })
  })

  describe("available", () => {
    it("says whether the number is in the pool", async () => {
      expect(outcome(await used.writer.call("numbers/available", { number: NUMBER }))).toBe("failed/nonexistant")
      await done(used.writer, "numbers/add", { number: NUMBER })
      expect((await done(used.writer, "numbers/available", { number: NUMBER })).body).toEqual({
        response: "ok",
        number: NUMBER,
      })
    })
  })

  describe("a number and its alias", () => {
    it("are never free and used at once", async () => {
      await addRange()
      await makeAlias()
      expect(outcome(await used.writer.call("numbers/available", { number: NUMBER }))).toBe("failed/nonexistant")
      expect(await listed()).toEqual(RANGE.slice(1))
      await done(used.writer, "alias/remove", { alias: `${NUMBER}@${LOCAL}` })
      expect(await listed()).toEqual(RANGE.slice(1))
    })

    it("stay so where both are asked for at the same time", async () => {
      await addLocal(used.writer, ALICE)
      const [added, aliased] = await Promise.all([
        used.writer.call("numbers/add", { number: NUMBER }),
        used.writer.call("alias/add", { alias: `${NUMBER}@${LOCAL}`, destination: ALICE }),
      ])
      expect(outcome(aliased)).toBe("ok")
      expect(["ok", "failed/inuse"]).toContain(outcome(added))
      expect(outcome(await used.writer.call("numbers/available", { number: NUMBER }))).toBe("failed/nonexistant")
    })

    it("leaves the number in the pool where the alias is refused", async () => {
      await addRange()
      const reply = await used.writer.call("alias/add", { alias: `${NUMBER}@${LOCAL}`, destination: ALICE })
      expect(outcome(reply)).toBe("failed/nonexistant")
      expect(await listed()).toEqual(RANGE)
    })
  })
})
