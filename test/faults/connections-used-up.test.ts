import { createConnection } from "mysql2/promise"
import { Client } from "pg"
import { describe, expect, it } from "vitest"
import { waitFor } from "../support/server-process.ts"
import { LIMIT } from "./limit.ts"
import { ownServers } from "./own-servers.ts"
import { makeRig, untilReady } from "./rig.ts"

type Leave = () => Promise<unknown>

/** Comes to a database server as somebody else, and stays. */
const come = async (name: "mariadb" | "postgres", url: string): Promise<Leave> => {
  if (name === "mariadb") {
    const connection = await createConnection({ uri: url })
    connection.on("error", () => {})
    return () => connection.end()
  }
  const client = new Client({ connectionString: url })
  client.on("error", () => {})
  await client.connect()
  return () => client.end()
}

const SENDS_AWAY = {
  mariadb: (id: number) => `KILL ${id}`,
  postgres: (id: number) => `SELECT pg_terminate_backend(${id})`,
}

const OTHERS = {
  mariadb: "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()",
  postgres: "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
}

describe("a database server whose connections are used up by others", () => {
  for (const kind of ownServers()) {
    it.skipIf(kind.skip !== undefined)(
      `is dbfail meanwhile, and served again by itself: ${kind.name}`,
      { concurrent: true, timeout: 120_000 },
      async () => {
        const database = await kind.start()
        const own = await kind.create(database.adminUrl)
        const rig = await makeRig({ own, kamailio: own })
        const server = await rig.start()
        const load = rig.load(server)
        await load.seen("ok", 20)

        const crowd: Array<Leave> = []
        const fill = async (): Promise<void> => {
          for (;;) {
            const leave = await come(kind.name, database.adminUrl).catch(() => undefined)
            if (leave === undefined) return
            crowd.push(leave)
          }
        }
        await fill()
        // Whoever has a connection could go on with it.
        await waitFor("every connection to be somebody else's", 30_000, async () => {
          const others = await own.query(OTHERS[kind.name])
          for (const { id } of others) await own.query(SENDS_AWAY[kind.name](Number(id))).catch(() => {})
          await fill()
          return others.length === 0 && (await fetch(`${server.url}/readyz`)).status === 503
        })
        await load.seen("dbfail", 50)
        for (const leave of crowd) await leave()
        await load.seen("ok", 20)
        await untilReady(server)
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
