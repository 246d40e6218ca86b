import { createSipwright, portablePasswordHasher, type Sipwright, type SipwrightOptions } from "@sipwright/core"
import { type AppOptions, createApp, type HermesOptions } from "@sipwright/http"
import { Layer, Logger } from "effect"
import { afterAll, afterEach, beforeEach } from "vitest"
import { asDocumented } from "../documented/conformity.ts"
import { HermesClient } from "./client.ts"
import { ManualClock } from "./manual-clock.ts"
import type { FreshStore, StoreKind } from "./stores.ts"

/** Operators of every level; their names are the names of the levels. */
export const LEVELS = ["none", "limited_read", "full_read", "full_write", "super"] as const
type LevelName = (typeof LEVELS)[number]

export const passwordOf = (operator: string): string => `the password of ${operator}`

/** A local domain with servers, a local one without, and one that is not ours. */
export const LOCAL = "bar.bz"
export const BARE = "bare.bz"
export const FOREIGN = "elsewhere.example"

export const SERVERS = {
  registrar: "server.bar.bz",
  r_port: 5060,
  proxy: "proxy.bar.bz",
  p_port: 5061,
  prov_url: "http://server.bar.bz/hermes/prov",
} as const

/** The header by which a test says where a request comes from, and where it comes from without. */
const CLIENT = "x-test-client"
export const HOME = "192.0.2.10"

type StoreLayer = SipwrightOptions<unknown>["store"]

export interface WorldOptions extends Pick<SipwrightOptions<unknown>, "deployment" | "directories" | "runtime"> {
  readonly hermes?: HermesOptions
  /** What else the server is made with. */
  readonly app?: Omit<Partial<AppOptions>, "hermes" | "isReady" | "sipwright">
  /** Puts something between the operations and the store. */
  readonly wrap?: (store: StoreLayer) => StoreLayer
  readonly isReady?: () => Promise<boolean>
}

/** A whole server over a fresh store: three domains, and an operator of each level. */
class World {
  readonly clock: ManualClock
  readonly #options: WorldOptions
  readonly #store: FreshStore
  readonly sipwright: Sipwright
  readonly request: (request: Request) => Response | Promise<Response>

  private constructor(options: WorldOptions, store: FreshStore, clock: ManualClock) {
    this.clock = clock
    this.#options = options
    this.#store = store
    const {
      wrap = (layer) => layer,
      hermes = {},
      app: rest = {},
      isReady = async () => true,
      runtime = Layer.empty,
      ...made
    } = options
    this.sipwright = createSipwright<unknown>({
      ...made,
      store: wrap(store.layer),
      runtime: Layer.mergeAll(this.clock.layer, Logger.layer([]), runtime),
      crypto: portablePasswordHasher({ ln: 4, r: 8, p: 1 }),
    })
    const app = createApp({
      clientAddress: (c) => c.req.header(CLIENT) ?? HOME,
      ...rest,
      sipwright: this.sipwright,
      hermes,
      isReady,
    })
    this.request = asDocumented((request) => app.fetch(request), { ...rest, hermes })
  }

  static async open(kind: StoreKind, options: WorldOptions = {}): Promise<World> {
    const world = new World(options, await kind.open(), new ManualClock())
    const { domains, operators } = world.sipwright
    for (const domain of [LOCAL, BARE]) await domains.add({ domain })
    const { registrar, r_port, proxy, p_port, prov_url } = SERVERS
    await domains.setServers({
      domain: LOCAL,
      registrar,
      registrarPort: r_port,
      proxy,
      proxyPort: p_port,
      provisioningUrl: prov_url,
    })
    for (const level of LEVELS) {
      await operators.add({ name: level, password: passwordOf(level), access: level })
    }
    return world
  }

  get backDoor(): FreshStore["backDoor"] {
    return this.#store.backDoor
  }

  /** Another server over the same store, as a cluster has them. */
  beside(options: WorldOptions): World {
    return new World({ ...this.#options, ...options }, this.#store, this.clock)
  }

  /** A client that has not logged in. */
  client(base?: string): HermesClient {
    return new HermesClient(this.request, base)
  }

  /** A client elsewhere that has not logged in. */
  clientFrom(host: string): HermesClient {
    const client = this.client()
    client.headers = { [CLIENT]: host }
    return client
  }

  /** A client of this server in a session that was opened on another. */
  clientLike(other: HermesClient): HermesClient {
    const client = this.client()
    client.session = other.session
    client.authKey = other.authKey
    for (const [name, value] of other.cookies) client.cookies.set(name, value)
    return client
  }

  /** A client that has. */
  async as(operator: LevelName | (string & {})): Promise<HermesClient> {
    const client = this.client()
    await client.login(operator, passwordOf(operator))
    return client
  }

  async close(): Promise<void> {
    await this.sipwright.close()
  }
}

/** A world for each test of the surrounding block, with a client that may change everything but levels above its own. */
export const useWorld = (kind: StoreKind, options: WorldOptions = {}) => {
  let world: World
  let writer: HermesClient
  beforeEach(async () => {
    world = await World.open(kind, options)
    writer = await world.as("full_write")
  })
  afterEach(() => world.close())
  afterAll(() => kind.close())
  return {
    get world() {
      return world
    },
    get writer() {
      return writer
    },
  }
}
