import { type AuditQuery, AuditTrail } from "../ports/audit-trail.ts"
import { Provisioning } from "../ports/provisioning.ts"
import { equal } from "./assertions.ts"
import { addDomain, glob, record } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite } from "./store-test.ts"
import { walk } from "./walk.ts"

/** {@link AuditTrail}, and the records that a commit writes. */
export const auditTrailContract = (harness: StoreHarness): void =>
  storeSuite(harness, "AuditTrail", (test) => {
    test("keeps what is recorded", async (store) => {
      const event = { ...record, operation: "sessions.login", details: { host: "192.0.2.1", why: "“ok” Ä\n" } }
      await store.run(AuditTrail.use((it) => it.record(event)))
      equal(await store.backDoor.audit(), [event])
    })

    test("keeps the record of a commit, in order", async (store) => {
      const first = { ...record, operation: "domains.add", details: { n: [1, null] } }
      const second = { ...record, time: record.time + 1, principal: "bob" }
      await store.run(Provisioning.use((it) => it.commit([addDomain("example.org")], first)))
      await store.run(Provisioning.use((it) => it.commit([addDomain("example.net")], second)))
      equal(await store.backDoor.audit(), [first, second])
    })

    test("lists the newest first, by who, what, about whom and when", async (store) => {
      const event = (n: number, principal: string, operation: string, details: unknown) => ({
        time: record.time + n * 1000,
        principal,
        operation,
        details,
      })
      const events = [
        event(0, "alice", "accounts.addLocal", [{ address: "a%b@example.org" }]),
        event(1, "bob", "accounts.remove", [{ address: "carol@example.org" }]),
        event(2, "alice", "sessions.login", { host: "192.0.2.1" }),
        event(3, "alice", "accounts.remove", [{ address: "Carol@Example.org" }]),
      ]
      for (const one of events) await store.run(AuditTrail.use((it) => it.record(one)))
      const nothing = {
        after: undefined,
        limit: 1000,
        principal: undefined,
        operation: undefined,
        about: undefined,
        since: undefined,
        until: undefined,
      }
      const list = async (query: Partial<AuditQuery> = {}) => {
        const { items } = await store.run(AuditTrail.use((it) => it.list({ ...nothing, ...query })))
        return items.map(({ time }) => events.findIndex((known) => known.time === time))
      }
      const { items } = await store.run(AuditTrail.use((it) => it.list(nothing)))
      equal(
        items.map(({ time, principal, operation, details }) => ({ time, principal, operation, details })),
        events.toReversed(),
      )
      equal(await list({ principal: "alice" }), [3, 2, 0])
      equal(await list({ principal: "Alice" }), [])
      equal(await list({ operation: glob("accounts.*") }), [3, 1, 0])
      equal(await list({ operation: glob("accounts.remove"), principal: "bob" }), [1])
      equal(await list({ about: glob("*carol@example.org*") }), [3, 1])
      equal(await list({ about: glob("*a%b*") }), [0])
      equal(await list({ about: glob("*a%%b*") }), [])
      equal(await list({ since: record.time + 1000, until: record.time + 3000 }), [2, 1])
      for (const limit of [1, 2, 3, 4, 5]) {
        const pages = await walk(limit, (page) => store.run(AuditTrail.use((it) => it.list({ ...nothing, ...page }))))
        equal(
          pages.map(({ time }) => time),
          events.toReversed().map(({ time }) => time),
          `pages of ${limit}`,
        )
      }
    })

    test("keeps no record of a commit that failed", async (store) => {
      await store.refuses("domain-present", { _tag: "RemoveDomain", domain: addDomain("example.org").domain })
      equal(await store.backDoor.audit(), [])
    })
  })
