import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright, Forbidden, InvalidInput, operatorPrincipal } from "@sipwright/core"
import { beforeEach, describe, expect, it } from "vitest"

const audited: Array<string> = []
const made = () =>
  createSipwright({
    store: memoryStore({ domains: ["example.org"] }),
    onAudit: ({ operation }) => audited.push(operation),
  })

describe("many at once", () => {
  let sipwright: ReturnType<typeof made>
  const users = (...names: ReadonlyArray<string>) =>
    names.map((name) => ({ address: `${name}@example.org`, servers: false }))
  const outcomes = ({ items }: { readonly items: ReadonlyArray<{ readonly outcome: string }> }) =>
    items.map(({ outcome }) => outcome)
  beforeEach(() => {
    sipwright = made()
    audited.length = 0
  })

  it("refuses what cannot be for itself, and adds the rest in few change sets", async () => {
    await sipwright.accounts.addMany({ items: users("alice") })
    await sipwright.aliases.add({ alias: "info@example.org", destination: "alice@example.org" })
    audited.length = 0
    const names = Array.from({ length: 50 }, (_, index) => `u${index}`)
    const done = await sipwright.accounts.addMany({
      items: users(...names, "alice", "info", "no address", "u1", "U2"),
    })
    expect(outcomes(done)).toEqual([...names.map(() => "added"), "exists", "refused", "refused", "exists", "exists"])
    expect(done.items[51]).toEqual({
      outcome: "refused",
      name: "info@example.org",
      field: null,
      message: "The address info@example.org is taken.",
    })
    expect(done.items[52]).toMatchObject({ name: null, field: "address" })
    expect(audited.length).toBeLessThan(12)
    audited.length = 0
    expect(outcomes(await sipwright.accounts.addMany({ items: users(...names) }))).toEqual(names.map(() => "exists"))
    expect(audited).toEqual([])
  })

  it("keeps nothing of a trial, and answers the same", async () => {
    await sipwright.accounts.addMany({ items: users("alice") })
    await sipwright.aliases.add({ alias: "info@example.org", destination: "alice@example.org" })
    audited.length = 0
    const items = users("alice", "bob", "info")
    const tried = await sipwright.accounts.addMany({ items, dryRun: true })
    expect(outcomes(tried)).toEqual(["exists", "added", "refused"])
    expect(audited).toEqual([])
    expect(await sipwright.accounts.addMany({ items })).toEqual(tried)
  })

  it("fills a space up to its limit", async () => {
    await sipwright.spaces.add({ name: "Example", domain: "example.org", host: "example.org", maxAccounts: 3 })
    const done = await sipwright.accounts.addMany({ items: users("a", "b", "c", "d", "e") })
    expect(outcomes(done)).toEqual(["added", "added", "added", "refused", "refused"])
    expect(done.items[4]?.message).toContain("example.org")
  })

  it("adds none before what they are to come after, and finds what that has added", async () => {
    const order: Array<string> = []
    const first = sipwright.accounts.addMany({ items: users("a", "b") }).then((done) => {
      order.push(...audited)
      return done
    })
    const second = sipwright.accounts.addMany({ items: users("b", "c"), after: first })
    expect(outcomes(await second)).toEqual(["exists", "added"])
    expect(outcomes(await first)).toEqual(["added", "added"])
    expect(order).toEqual(["accounts.addMany"])
  })

  it("adds none where what they are to come after was not done", async () => {
    const after = Promise.reject(new Error("the store is away"))
    await expect(sipwright.accounts.addMany({ items: users("a"), after })).rejects.toThrow("the store is away")
    expect(outcomes(await sipwright.accounts.addMany({ items: users("a") }))).toEqual(["added"])
  })

  it("gives no account more than its maker may", async () => {
    const writer = operatorPrincipal("w", 3)
    const items = [{ ...users("a")[0], address: "a@example.org", access: "super" }]
    const done = await sipwright.as(writer).accounts.addMany({ items })
    expect(done.items[0]).toMatchObject({ outcome: "refused" })
    expect(outcomes(await sipwright.accounts.addMany({ items }))).toEqual(["added"])
  })

  it("is for those who may write everywhere, and takes at most 1000", async () => {
    const reader = operatorPrincipal("r", 2)
    await expect(sipwright.as(reader).accounts.addMany({ items: [] })).rejects.toBeInstanceOf(Forbidden)
    const items = users(...Array.from({ length: 1001 }, (_, index) => `u${index}`))
    await expect(sipwright.accounts.addMany({ items })).rejects.toBeInstanceOf(InvalidInput)
    expect(outcomes(await sipwright.accounts.addMany({ items: [] }))).toEqual([])
  })
})
