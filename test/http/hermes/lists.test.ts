import { describe, expect, it } from "vitest"
import { outcome } from "./client.ts"
import { addLocal, ALICE, done, listOf } from "./fixtures.ts"
import { stores } from "./stores.ts"
import { useWorld } from "./world.ts"

describe.each(stores)("lists over $name", (kind) => {
  const used = useWorld(kind)

  const LISTS = ["user/list", "phone/list", "numbers/list", "alias/list"]

  it.each(LISTS)("%s refuses a limit that is no number above 0", async (node) => {
    for (const limit of ["0", "-1", "1.5", "ten", "1e3", "99999999999"]) {
      const reply = await used.writer.call(node, { limit })
      expect(outcome(reply), limit).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("limit")
    }
  })

  it.each(LISTS)("%s refuses a cursor that it did not give", async (node) => {
    for (const after of ["x", "!!!!", "A".repeat(2000), "+4761135000", "\u{1f4a5}"]) {
      const reply = await used.writer.call(node, { after })
      expect(outcome(reply), after).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("after")
    }
  })

  it("write `response` behind the array", async () => {
    await addLocal(used.writer, ALICE)
    const { text, headers } = await done(used.writer, "user/list")
    expect(text).toMatch(/^\{"list":\[.*\],"response":"ok"\}$/)
    expect(headers.get("content-type")).toMatch(/^application\/json/)
  })

  it("of many pages are whole and in order", async () => {
    const [start, end] = ["+4761130000", "+4761132499"]
    await done(used.writer, "numbers/add_range", { start, end })
    const numbers = listOf(await done(used.writer, "numbers/list"))
    expect(numbers).toEqual(Array.from({ length: 2500 }, (_, index) => `+${4761130000 + index}`))
    const limited = await done(used.writer, "numbers/list", { limit: "1500" })
    expect(listOf(limited)).toEqual(numbers.slice(0, 1500))
    const rest = await done(used.writer, "numbers/list", { after: String(limited.body["next"]) })
    expect(listOf(rest)).toEqual(numbers.slice(1500))
    expect(rest.body).not.toHaveProperty("next")
  })
})
