import { describe, expect, it } from "vitest"
import { databases } from "../support/databases.ts"
import { clientsOf } from "./leave-behind.ts"
import { LIMIT } from "./limit.ts"
import { makeRig, untilReady } from "./rig.ts"

/** The connections of a pool, as many that were given up this moment, and the back door's. */
const MOST = 10 + 10 + 1

const LOCKS = new Map([
  ["mariadb", { take: ["LOCK TABLES sipwright_account WRITE"], give: ["UNLOCK TABLES"] }],
  ["postgres", { take: ["BEGIN", "LOCK TABLE sipwright_account IN ACCESS EXCLUSIVE MODE"], give: ["COMMIT"] }],
])

describe("a pool whose connections all wait for a lock", () => {
  for (const kind of databases()) {
    const lock = LOCKS.get(kind.name)
    if (lock === undefined) continue
    it.skipIf(kind.skip !== undefined)(
      `is dbfail in time, grows no further, and works again afterwards: ${kind.name}`,
      { concurrent: true, timeout: 120_000 },
      async () => {
        const own = await kind.create()
        const rig = await makeRig({ own, kamailio: own }, 32)
        const server = await rig.start()
        const load = rig.load(server)
        await load.seen("ok", 40)
        for (const statement of lock.take) await own.query(statement)
        await load.seen("dbfail", rig.ledger.callers)
        expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
        expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
        // What was given up is given up in the database, too.
        expect(await clientsOf(own)).toBeLessThanOrEqual(MOST)
        for (const statement of lock.give) await own.query(statement)
        await load.seen("ok", 40)
        await untilReady(server)
        await load.stop()
        expect(load.strange()).toEqual([])
        expect(load.slowest()).toBeLessThan(LIMIT)
        await rig.end(server)
        await own.close()
      },
    )
  }
})
