import { describe, expect, it } from "vitest"
import { databases } from "../support/databases.ts"
import { waitFor } from "../support/server-process.ts"
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts"
import { endLeases } from "./leave-behind.ts"
import { makeRig } from "./rig.ts"

/** Where a process dies while it commits to two databases, and what of its change set is there in the end. */
const CRASHES: ReadonlyArray<{
  readonly title: string
  readonly side: "own" | "kamailio"
  readonly cut: Parameters<TcpProxy["cut"]>
  readonly left: "nothing" | "everything"
}> = [
  { title: "before the journal stands", side: "own", cut: ["before", "COMMIT"], left: "nothing" },
  { title: "when the journal stands", side: "own", cut: ["after", "COMMIT"], left: "everything" },
  { title: "before Kamailio's commit", side: "kamailio", cut: ["before", "COMMIT"], left: "everything" },
  { title: "after Kamailio's commit", side: "kamailio", cut: ["after", "COMMIT"], left: "everything" },
  { title: "before our last commit", side: "own", cut: ["before", "COMMIT", 2], left: "everything" },
  { title: "after our last commit", side: "own", cut: ["after", "COMMIT", 2], left: "everything" },
]

const [, mariadb, postgres] = databases()

describe("a server that is killed between the commits to two databases", () => {
  for (const [ours, theirs] of [
    [mariadb, postgres],
    [postgres, mariadb],
  ]) {
    if (ours === undefined || theirs === undefined) continue
    it.skipIf((ours.skip ?? theirs.skip) !== undefined)(
      `leaves all or nothing, which another settles by itself: ${ours.name} and ${theirs.name}`,
      { concurrent: true, timeout: 120_000 },
      async () => {
        const own = await ours.create()
        const kamailio = await theirs.create()
        const proxies = { own: await startTcpProxy(own.url), kamailio: await startTcpProxy(kamailio.url) }
        const urls = { own: proxies.own.through(own.url), kamailio: proxies.kamailio.through(kamailio.url) }
        const rig = await makeRig({ own, kamailio }, CRASHES.length)
        const other = await rig.start()
        for (const [caller, { title, side, cut }] of CRASHES.entries()) {
          const server = await rig.start(urls)
          const reached = proxies[side].cut(...cut)
          const call = rig.add(server, caller)
          await reached
          await server.kill()
          expect(await call, title).toBe("broken")
        }
        await endLeases(own)
        const under = async () => (await own.query("SELECT id FROM sipwright_journal")).length
        await waitFor("the other server to settle what was left", 20_000, async () => (await under()) === 0)
        const rows = await kamailio.query("SELECT username FROM subscriber")
        const there = new Set(rows.map(({ username }) => String(username)))
        expect(CRASHES.map(({ title }, caller) => [title, there.has(`caller${caller}`)])).toEqual(
          CRASHES.map(({ title, left }) => [title, left === "everything"]),
        )
        await rig.end(other)
        for (const proxy of Object.values(proxies)) await proxy.close()
        for (const database of [own, kamailio]) await database.close()
      },
    )
  }
})
