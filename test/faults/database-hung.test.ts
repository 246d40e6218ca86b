import { describe, expect, it } from "vitest"
import { createSqliteDatabase } from "../support/sqlite-database.ts"
import { LIMIT } from "./limit.ts"
import { ownServers } from "./own-servers.ts"
import { makeRig } from "./rig.ts"

describe("a database that hangs under load", () => {
  for (const kind of ownServers()) {
    it.skipIf(kind.skip !== undefined)(
      `is dbfail in time, and served again by itself: ${kind.name}`,
      { concurrent: true, timeout: 120_000 },
      async () => {
        const database = await kind.start()
        const all = await kind.create(database.adminUrl)
        // One server has everything in it, another Kamailio's tables only.
        const kamailio = await kind.create(database.adminUrl)
        const own = await createSqliteDatabase()
        const rigs = [await makeRig({ own: all, kamailio: all }), await makeRig({ own, kamailio })]
        const served = await Promise.all(
          rigs.map(async (rig) => {
            const server = await rig.start()
            return { rig, server, load: rig.load(server) }
          }),
        )
        await Promise.all(served.map(({ load }) => load.seen("ok", 20)))
        database.freeze()
        await Promise.all(served.map(({ rig, load }) => load.seen("dbfail", rig.ledger.callers)))
        for (const { server } of served) expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
        database.thaw()
        await Promise.all(served.map(({ load }) => load.seen("ok", 20)))
        for (const { rig, server, load } of served) {
          await load.stop()
          expect(load.strange()).toEqual([])
          expect(load.slowest()).toBeLessThan(LIMIT)
          await rig.end(server)
        }
        for (const used of [all, kamailio, own]) await used.close()
        await database.stop()
      },
    )
  }
})
