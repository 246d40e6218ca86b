import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright, type Sipwright } from "@sipwright/core"
import { signUp } from "./signup.ts"

// A Sipwright of the test's own: all rules are those of the real one, only nothing is kept.
let sip: Sipwright
beforeEach(async () => {
  sip = createSipwright({ store: memoryStore({ domains: ["example.org"] }) })
  await sip.numbers.addRange({ first: "+4712345670", last: "+4712345671" })
})
afterEach(() => sip.close())

test("a customer gets a number that leads to the account", async () => {
  const { number } = await signUp(sip, "alice")
  const aliases = await Array.fromAsync(sip.aliases.list({ destination: "alice@example.org" }))
  assert.deepEqual(aliases, [{ alias: `${number}@example.org`, destination: "alice@example.org" }])
})

test("two customers who come at once get two numbers", async () => {
  const customers = await Promise.all([signUp(sip, "alice"), signUp(sip, "bob")])
  assert.notEqual(customers[0].number, customers[1].number)
})

test("nobody gets an account that is somebody else's", async () => {
  await signUp(sip, "alice")
  await assert.rejects(signUp(sip, "alice"), { _tag: "AddressTaken" })
})
