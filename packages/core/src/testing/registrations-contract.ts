import * as Clock from "effect/Clock"
import { Registrations } from "../ports/registrations.ts"
import { equal, ok } from "./assertions.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"

const MINUTE = 60_000
const alice = { username: "alice", domain: "example.org" }

const list = (store: StoreTest, account: { readonly username: string; readonly domain: string }) =>
  store.run(Registrations.use((it) => it.list(account)))

const wholeSecond = async (store: StoreTest) => Math.floor((await store.run(Clock.currentTimeMillis)) / 1000) * 1000

/** {@link Registrations}, where contacts are read from the `location` table. */
export const registrationsContract = (harness: StoreHarness): void => {
  if (harness.capabilities?.locations === false) return
  storeSuite(harness, "Registrations", (test) => {
    test("is empty for an account that is offline", async (store) => {
      equal(await list(store, alice), [])
    })

    test("answers contacts with agent and expiry, latest expiry first", async (store) => {
      const now = await wholeSecond(store)
      const at = (minutes: number) => ({
        ...alice,
        contact: `sip:alice@192.0.2.${minutes}`,
        userAgent: `Phone ${minutes}`,
        expires: now + minutes * MINUTE,
      })
      for (const minutes of [10, 30, 20]) await store.backDoor.insertLocation(at(minutes))
      const found = await list(store, alice)
      equal(
        found.map(({ contact, userAgent }) => ({ contact, userAgent })),
        [30, 20, 10].map((minutes) => ({ contact: at(minutes).contact, userAgent: at(minutes).userAgent })),
      )
      // A Julian day in a floating-point column is not exact to the second.
      const expected = (now + 30 * MINUTE) / 1000
      ok(
        Math.abs((found[0]?.expires ?? 0) - expected) <= 1,
        `expiry in seconds: ${found[0]?.expires} is not ${expected}`,
      )
    })

    test("answers the instance without its brackets, the ruid, and when it was refreshed", async (store) => {
      const now = await wholeSecond(store)
      const row = { ...alice, userAgent: "Phone" }
      const instance = "urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF"
      await store.backDoor.insertLocation({
        ...row,
        contact: "sip:alice@192.0.2.1",
        expires: now + 2 * MINUTE,
        instance: `<${instance}>`,
        ruid: "uloc-1-5f1a-1",
        updated: now - MINUTE,
      })
      await store.backDoor.insertLocation({
        ...row,
        contact: "sip:alice@192.0.2.2",
        expires: now + MINUTE,
        instance: "",
        ruid: "uloc-1-5f1a-2",
      })
      const [full, bare] = await list(store, alice)
      equal([full?.instance, full?.ruid], [instance, "uloc-1-5f1a-1"])
      const expected = (now - MINUTE) / 1000
      ok(Math.abs((full?.updated ?? 0) - expected) <= 1, `refreshed in seconds: ${full?.updated} is not ${expected}`)
      equal([bare?.instance, bare?.ruid, bare?.updated], [undefined, "uloc-1-5f1a-2", undefined])
    })

    test("leaves out contacts that have expired", async (store) => {
      const now = await wholeSecond(store)
      const row = { ...alice, userAgent: "Phone" }
      await store.backDoor.insertLocation({ ...row, contact: "sip:alice@192.0.2.1", expires: now - MINUTE })
      await store.backDoor.insertLocation({ ...row, contact: "sip:alice@192.0.2.2", expires: now + MINUTE })
      equal(
        (await list(store, alice)).map((found) => found.contact),
        ["sip:alice@192.0.2.2"],
      )
    })

    test("finds the contacts of an account spelled in capitals, and of no other", async (store) => {
      const expires = (await wholeSecond(store)) + MINUTE
      const row = { userAgent: "Phone", expires }
      await store.backDoor.insertLocation({ ...row, ...alice, contact: "sip:alice@192.0.2.1" })
      await store.backDoor.insertLocation({ ...row, ...alice, username: "bob", contact: "sip:bob@192.0.2.2" })
      await store.backDoor.insertLocation({ ...row, ...alice, domain: "example.net", contact: "sip:alice@192.0.2.3" })
      const found = await list(store, { username: "ALICE", domain: "Example.org" })
      equal(
        found.map((registration) => registration.contact),
        ["sip:alice@192.0.2.1"],
      )
    })
  })
}
