import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { describe, expect, inject, it } from "vitest"
import { MissingProgram, requireProgram } from "../support/installed.ts"
import type { SipwrightServer } from "../support/sipwright-server.ts"
import { mountSmallDisk } from "../support/small-disk.ts"
import { createSqliteDatabase, openSqliteDatabase } from "../support/sqlite-database.ts"
import type { TestDatabase } from "../support/test-database.ts"
import { LIMIT } from "./limit.ts"
import { makeRig, untilReady } from "./rig.ts"

// Its packages have the schema of its tables.
const noSchema = "skip" in inject("kamailio")

interface Fullness {
  readonly begin: (server: SipwrightServer) => void
  readonly end: (server: SipwrightServer) => void
}

const goThrough = async (own: TestDatabase, fullness: Fullness): Promise<void> => {
  const rig = await makeRig({ own, kamailio: own })
  const server = await rig.start()
  const load = rig.load(server)
  for (let turn = 0; turn < 2; turn++) {
    await load.seen("ok", 50)
    fullness.begin(server)
    await load.seen("dbfail", 50)
    expect(await rig.read(server)).toBe("ok")
    await untilReady(server)
    fullness.end(server)
  }
  await load.seen("ok", 50)
  await load.stop()
  expect(load.strange()).toEqual([])
  expect(load.slowest()).toBeLessThan(LIMIT)
  await rig.end(server)

  // Killed while nothing can be written, it goes on from what stands.
  const dying = await rig.start()
  const last = rig.load(dying, "killed")
  await last.seen("ok", 20)
  fullness.begin(dying)
  await last.seen("dbfail", 20)
  await dying.kill()
  await last.stop()
  fullness.end(dying)
  expect(last.strange()).toEqual([])
  await rig.end(await rig.start())
}

describe.skipIf(noSchema)("an SQLite database that cannot grow", () => {
  it("because its disk is full: is dbfail, can be read, and is written again by itself", async (context) => {
    const disk = trySmallDisk()
    if (disk === undefined) return context.skip()
    const own = openSqliteDatabase(join(disk.path, "kamailio.db"))
    await goThrough(own, { begin: disk.fill, end: disk.clear })
    await own.close()
    disk.remove()
  }, 120_000)

  it("because of a limit of file sizes: is dbfail, can be read, and is written again by itself", async () => {
    const prlimit = requireProgram("prlimit", "on Debian: apt-get install util-linux")
    const limit = (bytes: string) => (server: SipwrightServer) => {
      // Of a server that was killed there is nothing to limit.
      if (isThere(server.pid)) execFileSync(prlimit, ["--pid", String(server.pid), `--fsize=${bytes}`])
    }
    const own = await createSqliteDatabase()
    await goThrough(own, { begin: limit("4096:unlimited"), end: limit("unlimited:unlimited") })
    await own.close()
  }, 120_000)
})

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const trySmallDisk = () => {
  try {
    return mountSmallDisk()
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error
    console.warn(`Skipped: a full disk, because ${error.message}; a limit of file sizes stands for it.`)
    return undefined
  }
}
