import { setTimeout as pause } from "node:timers/promises"
import { expect, inject, it } from "vitest"
import type { DatabaseKind } from "../support/databases.ts"
import { abandoned, endLeases } from "./leave-behind.ts"
import { makeRig } from "./rig.ts"
import { SEED, seededRandom } from "./seeded-random.ts"

/** How often the server is killed on each kind of database, if nothing else is said. */
const FEW = { one: 3, two: 2 }
const MORE = process.env["SIPWRIGHT_TEST_KILLS"]

// Its packages have the schema of its tables.
const kamailio = inject("kamailio")

/** Kills the server in the middle of its work again and again, and looks each time what it has left. */
export const killing = (name: string, own: DatabaseKind, other?: DatabaseKind): void => {
  const kills = Number(MORE ?? (other === undefined ? FEW.one : FEW.two))
  const skip = own.skip ?? other?.skip ?? ("skip" in kamailio ? kamailio.skip : undefined)
  it.skipIf(skip !== undefined)(
    `${name}, ${kills} times (seed ${SEED})`,
    { concurrent: true, timeout: 60_000 + kills * 20_000 },
    async () => {
      const random = seededRandom()
      const database = await own.create()
      const second = other === undefined ? database : await other.create()
      const rig = await makeRig({ own: database, kamailio: second })
      let server = await rig.start()
      for (let kill = 1; kill <= kills; kill++) {
        const load = rig.load(server, "killed")
        await load.seen("ok", 1 + random(150))
        // Answers come when a change is over; so every other moment of it is as likely.
        await pause(random(20))
        await server.kill()
        await load.stop()
        expect(load.strange()).toEqual([])
        await Promise.all([abandoned(database), abandoned(second)])
        await endLeases(database)
        server = await rig.start()
        await rig.expectWhole(`after kill ${kill}`)
      }
      await server.stop()
      if (second !== database) await second.close()
      await database.close()
    },
  )
}
