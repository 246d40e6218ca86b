import { DEFAULT_SCRYPT } from "@sipwright/core"
import { startBare } from "../bare/start-bare.ts"
import { type Client, openClient } from "../client.ts"
import { compared } from "../compared.ts"
import { givenSession } from "../given-session.ts"
import { type Job, longRounds } from "../job.ts"
import { cpuTime, type PinnedServer } from "../pinned-process.ts"
import { NUMBERED_USER } from "../population.ts"
import { bodyOf, LOGIN, startProduct } from "../product.ts"
import { inTurn, median, ratioOf } from "../rounds.ts"
import { putLoad } from "../wrk.ts"

const { ln, r, p } = DEFAULT_SCRYPT
const COST = JSON.stringify({ N: 2 ** ln, r, p })

/** Logins that never end, by so many clients. Resolves to what stops them and waits for the last ones. */
const keepLoggingIn = (server: PinnedServer, clients: number): (() => Promise<void>) => {
  const wanted = new AbortController()
  const work = async (): Promise<void> => {
    using client = openClient(server.url)
    while (!wanted.signal.aborted) await client.post("/api/auth/login", JSON.stringify(LOGIN), "")
  }
  const working = Promise.all(Array.from({ length: clients }, work))
  return async () => {
    wanted.abort()
    await working
  }
}

/**
 * A login against its password hash alone, one after the other; and how long others wait (p99 of `user/get` by few connections) while two
 * clients log in all the time, against how long they wait otherwise.
 */
export const login: Job = {
  name: "login",
  about: "auth/login, and how long user/get takes meanwhile",
  databases: ["sqlite"],
  run: async (context, name) => {
    await using opened = new AsyncDisposableStack()
    const { database, accounts: count } = await context.rig.populated(name, "usual", context)
    const product = await startProduct(database.url)
    opened.defer(product.stop)
    const bare = await startBare(database.url)
    opened.defer(bare.stop)
    const credentials = await givenSession(database)

    const times = Math.max(1, Math.round(context.seconds * 6))
    const measure = (server: PinnedServer, call: (client: Client) => Promise<number>) => async () => {
      using client = openClient(server.url)
      const before = cpuTime(server.pid)
      let milliseconds = 0
      for (let turn = 0; turn < times; turn++) milliseconds += await call(client)
      return { perSecond: (times * 1000) / milliseconds, cpuPerCall: (cpuTime(server.pid) - before) / times }
    }
    const logins = await inTurn(
      context.rounds,
      {
        product: measure(product, async (client) => {
          const taken = await client.post("/api/auth/login", JSON.stringify(LOGIN), "")
          if (!taken.end.includes('"response":"ok"')) throw new Error(`the login was answered ${taken.end}`)
          return taken.milliseconds
        }),
        bare: measure(bare, async (client) => {
          const { end } = await client.post("/hash", COST, "")
          return (JSON.parse(end) as { readonly milliseconds: number }).milliseconds
        }),
      },
      context.warmUp,
    )

    const p99 = async (): Promise<number> => {
      const read = {
        method: "POST",
        path: "/api/user/get",
        body: bodyOf(credentials, { user: NUMBERED_USER }),
        cookie: credentials.cookie,
        count,
      } as const
      return (await putLoad(product, read, { connections: 4, seconds: context.seconds })).p99
    }
    const waits = await inTurn(
      longRounds(context),
      {
        alone: p99,
        beside: async () => {
          const stop = keepLoggingIn(product, 2)
          try {
            return await p99()
          } finally {
            await stop()
          }
        },
      },
      context.warmUp,
    )
    return [
      compared(
        {
          job: "login",
          database: name,
          setting: "one after the other",
          target: { must: 0.95, ambition: 0.98, bound: "least" },
        },
        logins.product,
        logins.bare,
      ),
      {
        job: "login",
        database: name,
        setting: "p99 of user/get while two log in / otherwise",
        product: `${median(waits.beside).toFixed(1)} ms`,
        bare: `${median(waits.alone).toFixed(1)} ms`,
        ratio: ratioOf(waits.beside, waits.alone),
        target: { must: 2, bound: "most" },
      },
    ]
  },
}
