import { expect } from "vitest"
import { run } from "../http/node/captured-io.ts"
import type { TestDatabase } from "../support/databases.ts"
import { brokenPromises } from "../support/invariants.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { waitFor } from "../support/server-process.ts"
import { SECRET_KEY, type SipwrightServer, startSipwright } from "../support/sipwright-server.ts"
import { DOMAIN, holdingsIn } from "./holding.ts"
import { abandoned, endLeases } from "./leave-behind.ts"
import { Ledger } from "./ledger.ts"
import { addAccount, type Load, readDomains, startLoad } from "./load.ts"
import { seededRandom } from "./seeded-random.ts"

export interface RigDatabases {
  readonly own: TestDatabase
  /** The same, or a second one. */
  readonly kamailio: TestDatabase
}

/** How a server reaches its databases, where that is not the straight way. */
interface Ways {
  readonly own: string
  readonly kamailio: string
}

/** Databases with Kamailio's tables, and a server over them that can be started again and again. */
export interface Rig extends RigDatabases {
  readonly ledger: Ledger
  readonly start: (ways?: Ways) => Promise<SipwrightServer>
  /** The key of an operator who may do everything; there after the first start. */
  readonly key: () => string
  /** Puts so many numbers that are nobody's into the pool. */
  readonly fillPool: (server: SipwrightServer, count: number) => Promise<void>
  /** Callers who write to a server and keep the ledger. */
  readonly load: (server: SipwrightServer, end?: "killed" | "stopped") => Load
  /** A call that changes nothing, by a key that nobody has used before; answers how it ended. */
  readonly read: (server: SipwrightServer) => Promise<string>
  /** Adds the account of a caller; answers how that call ended. */
  readonly add: (server: SipwrightServer, caller: number) => Promise<string>
  /** Everything that was acknowledged is there, nothing is half done, and `doctor` finds nothing. */
  readonly expectWhole: (when?: string) => Promise<void>
  /** The same once the server has been stopped, and what it left under way is over. */
  readonly end: (server: SipwrightServer) => Promise<void>
}

const CALLERS = 8
const READERS = 2

const SERVERS = {
  registrar: "r.example.org",
  r_port: 5060,
  proxy: "p.example.org",
  p_port: 5060,
  prov_url: "http://p/",
}

/** Waits until a server says that everything is there that it needs; it asks for 2 s. */
export const untilReady = ({ url }: SipwrightServer): Promise<void> =>
  waitFor("the server to be ready", 10_000, async () => (await fetch(`${url}/readyz`)).ok)

export const makeRig = async (databases: RigDatabases, callers = CALLERS): Promise<Rig> => {
  const { own, kamailio } = databases
  await loadKamailioSchema(kamailio)
  const ledger = new Ledger(callers)
  const random = seededRandom()
  const second = own === kamailio ? {} : { SIPWRIGHT_KAMAILIO_DATABASE_URL: kamailio.url }
  const readers: Array<string> = []
  let key: string | undefined
  const rig: Rig = {
    ...databases,
    ledger,
    start: async (ways = { own: own.url, kamailio: kamailio.url }) => {
      const server = await startSipwright({
        databaseUrl: ways.own,
        domains: [DOMAIN],
        settings: own === kamailio ? {} : { SIPWRIGHT_KAMAILIO_DATABASE_URL: ways.kamailio },
      })
      if (key === undefined) {
        const admin = await server.login()
        const newKey = async (access: string) =>
          String((await admin.ok("auth/new_apikey", { host: "127.0.0.1", access }))["key"])
        for (let made = 0; made < READERS; made++) readers.push(await newKey("limited_read"))
        key = await newKey("super")
        await admin.ok("domain/set_servers", { domain: DOMAIN, ...SERVERS })
      }
      return server
    },
    key: () => key ?? "",
    fillPool: async (server, count) => {
      const end = `+4730${String(count - 1).padStart(6, "0")}`
      await (await server.login()).ok("numbers/add_range", { start: "+4730000000", end })
    },
    load: (server, end) => startLoad({ url: server.url, key: key ?? "", ledger, random, end }),
    read: (server) => readDomains({ url: server.url, key: readers.pop() ?? "" }),
    add: (server, caller) => addAccount({ url: server.url, key: key ?? "", ledger, random }, caller),
    expectWhole: async (when) => {
      expect(ledger.contradictions, when).toEqual([])
      expect(ledger.settle(await holdingsIn(callers, own, kamailio)), when).toEqual([])
      expect(await brokenPromises(own, kamailio), when).toEqual([])
      const environment = { SIPWRIGHT_DATABASE_URL: own.url, SIPWRIGHT_SECRET_KEY: SECRET_KEY, ...second }
      const doctor = await run(["doctor", "--json"], environment)
      expect(JSON.parse(doctor.out || "{}"), `${when ?? ""} ${doctor.err}`).toMatchObject({ findings: [] })
    },
    end: async (server) => {
      await server.stop()
      await Promise.all([abandoned(own), abandoned(kamailio)])
      if (own !== kamailio) {
        await endLeases(own)
        const next = await rig.start()
        await next.stop()
      }
      await rig.expectWhole()
    },
  }
  return rig
}
