import { AuditTrail } from "../ports/audit-trail.ts"
import { Provisioning } from "../ports/provisioning.ts"
import { equal } from "./assertions.ts"
import { addDomain, record } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite } from "./store-test.ts"

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

    test("keeps no record of a commit that failed", async (store) => {
      await store.refuses("domain-present", { _tag: "RemoveDomain", domain: addDomain("example.org").domain })
      equal(await store.backDoor.audit(), [])
    })
  })
