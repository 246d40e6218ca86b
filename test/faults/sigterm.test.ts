import { once } from "node:events"
import { connect } from "node:net"
import { describe, expect, inject, it } from "vitest"
import { type DatabaseKind, databases } from "../support/databases.ts"
import type { SipwrightServer } from "../support/sipwright-server.ts"
import { waitFor } from "../support/server-process.ts"
import { startTcpProxy } from "../support/tcp-proxy.ts"
import { makeRig } from "./rig.ts"

// Its packages have the schema of its tables.
const kamailio = inject("kamailio")

const [, mariadb] = databases()

const skipOf = (kind: DatabaseKind | undefined): string | undefined =>
  kind?.skip ?? ("skip" in kamailio ? kamailio.skip : undefined)

/** So long a server may take to end. */
const END = 10_000

const NUMBERS = 200_000

/** Sends a request by hand and leaves what comes unread; resolves when the answer has begun. */
const slowReader = async ({ url }: SipwrightServer, key: string) => {
  const socket = connect(Number(new URL(url).port), "127.0.0.1")
  socket.on("error", () => {})
  socket.write(`GET /api/numbers/list HTTP/1.1\r\nHost: a\r\nX-Api-Key: ${key}\r\n\r\n`)
  await once(socket, "readable")
  return socket
}

const idle = async ({ url }: SipwrightServer) => {
  const socket = connect(Number(new URL(url).port), "127.0.0.1")
  socket.on("error", () => {})
  socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
  await once(socket, "data")
  return { ended: once(socket.resume(), "close") }
}

/** Tells a server to end, and again and again; answers how it did and how long it took. */
const terminate = async (server: SipwrightServer) => {
  const began = performance.now()
  process.kill(server.pid, "SIGTERM")
  await waitFor("the server to have heard it", END, () => server.log().includes('"stopping"'))
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.kill(server.pid, signal)
  const code = await server.ended
  return { code, took: performance.now() - began }
}

describe("SIGTERM under load", () => {
  for (const kind of databases()) {
    it.skipIf(skipOf(kind) !== undefined)(
      `answers what is in flight, takes nothing new, and ends in time: ${kind.name}`,
      { concurrent: true, timeout: 120_000 },
      async () => {
        const own = await kind.create()
        const rig = await makeRig({ own, kamailio: own }, 24)
        for (let turn = 0; turn < 2; turn++) {
          const server = await rig.start()
          const load = rig.load(server, "stopped")
          await load.seen("ok", 30)
          const { ended } = await idle(server)
          const { code, took } = await terminate(server)
          await Promise.all([load.stop(), ended])
          expect(code).toBe(0)
          expect(took).toBeLessThan(END)
          expect(load.strange()).toEqual([])
          // Nobody whose call was taken is left without an answer: what was not answered was not done.
          await rig.expectWhole()
        }
        await rig.end(await rig.start())
        await own.close()
      },
    )
  }

  it.skipIf(skipOf(mariadb) !== undefined)(
    "ends in time with a database that hangs and a client that does not read",
    { concurrent: true, timeout: 120_000 },
    async () => {
      if (mariadb === undefined) return
      const own = await mariadb.create()
      const proxy = await startTcpProxy(own.url)
      const url = proxy.through(own.url)
      const rig = await makeRig({ own, kamailio: own })
      const server = await rig.start({ own: url, kamailio: url })
      await rig.fillPool(server, NUMBERS)
      const socket = await slowReader(server, rig.key())
      const load = rig.load(server, "stopped")
      await load.seen("ok", 20)
      proxy.hold()
      const { code, took } = await terminate(server)
      await load.stop()
      socket.destroy()
      await proxy.close()
      expect(code).toBe(0)
      expect(took).toBeLessThan(END)
      expect(load.strange()).toEqual([])
      await own.query("DELETE FROM sipwright_number WHERE number >= '+4730' AND number < '+4731'")
      await rig.end(await rig.start())
      await own.close()
    },
  )
})
