import { describe, expect, it } from "vitest"
import { LIMIT } from "./limit.ts"
import { ownServers } from "./own-servers.ts"
import { makeRig, untilReady } from "./rig.ts"

describe("a database that is stopped and started under load", () => {
  for (const kind of ownServers()) {
    it.skipIf(kind.skip !== undefined)(
      `is dbfail meanwhile, and served again by itself: ${kind.name}`,
      { concurrent: true, timeout: 120_000 },
      async () => {
        const database = await kind.start()
        const own = await kind.create(database.adminUrl)
        const rig = await makeRig({ own, kamailio: own })
        const server = await rig.start()
        const status = async (path: string) => (await fetch(`${server.url}${path}`)).status
        const load = rig.load(server)
        await load.seen("ok", 20)
        for (const end of [database.halt, database.crash]) {
          await end()
          await load.seen("dbfail", 50)
          expect([await status("/readyz"), await status("/healthz")]).toEqual([503, 200])
          await database.start()
          await load.seen("ok", 20)
          await untilReady(server)
        }
        await load.stop()
        expect(load.strange()).toEqual([])
        expect(load.slowest()).toBeLessThan(LIMIT)
        await rig.end(server)
        await own.close()
        await database.stop()
      },
    )
  }
})
