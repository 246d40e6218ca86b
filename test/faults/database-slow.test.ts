import { describe, expect, it } from "vitest"
import { databases } from "../support/databases.ts"
import { startTcpProxy } from "../support/tcp-proxy.ts"
import { LIMIT } from "./limit.ts"
import { makeRig } from "./rig.ts"

describe("a database that is slow", () => {
  for (const kind of databases().filter(({ name }) => name !== "sqlite")) {
    it.skipIf(kind.skip !== undefined)(
      `serves as long as it can, and is dbfail in time where it cannot: ${kind.name}`,
      { concurrent: true, timeout: 120_000 },
      async () => {
        const own = await kind.create()
        const proxy = await startTcpProxy(own.url)
        const url = proxy.through(own.url)
        const rig = await makeRig({ own, kamailio: own })
        const server = await rig.start({ own: url, kamailio: url })
        const load = rig.load(server)
        await load.seen("ok", 20)
        expect(load.counts()["dbfail"]).toBeUndefined()

        proxy.delay(25)
        await load.seen("ok", 40)
        expect(load.counts()["dbfail"]).toBeUndefined()

        // No statement is over its limit, and what a call needs of them takes longer than a caller waits.
        proxy.delay(600)
        await load.seen("dbfail", rig.ledger.callers)

        proxy.delay(0)
        await load.seen("ok", 20)

        proxy.hold()
        await load.seen("dbfail", rig.ledger.callers)
        proxy.release()
        await load.seen("ok", 20)

        await load.stop()
        expect(load.strange()).toEqual([])
        expect(load.slowest()).toBeLessThan(LIMIT)
        await rig.end(server)
        await proxy.close()
        await own.close()
      },
    )
  }
})
