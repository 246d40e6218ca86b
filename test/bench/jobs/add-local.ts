import { OWN_TABLE } from "../bare/store.ts"
import { startBare } from "../bare/start-bare.ts"
import { compared } from "../compared.ts"
import { ALL, type Job, scaled } from "../job.ts"
import type { Outcome } from "../outcome.ts"
import type { PinnedServer } from "../pinned-process.ts"
import { populate } from "../population.ts"
import { bodyOf, DOMAIN, logIn, startProduct } from "../product.ts"
import { inTurn } from "../rounds.ts"
import { type Load, putLoad } from "../wrk.ts"
import type { TestDatabase } from "../../support/test-database.ts"

const rowsOf = async (database: TestDatabase): Promise<number> => {
  const [row] = await database.query("SELECT COUNT(*) AS count FROM subscriber")
  return Number(row?.["count"])
}

/**
 * New accounts, none twice: `user/add_local` with a session, against the transaction alone (BEGIN, a row in `subscriber`, a row in a table of
 * one's own, COMMIT, both hashes), and against the same behind a check of the session. Each side has a database of its own, so that
 * neither takes in what the other makes.
 */
export const addLocal: Job = {
  name: "add-local",
  about: "user/add_local of new addresses",
  databases: ALL,
  run: async (context, name) => {
    await using opened = new AsyncDisposableStack()
    const count = scaled(context, 10_000)
    const start = async (kind: "product" | "bare") => {
      const database = await context.rig.database(name)
      opened.defer(() => database.close())
      await populate(database, count)
      if (kind === "bare") for (const statement of OWN_TABLE) await database.query(statement)
      const server = await (kind === "product" ? startProduct : startBare)(database.url)
      opened.defer(server.stop)
      return { database, server }
    }
    const product = await start("product")
    const bare = await start("bare")
    // The session that the checked one is shown has to stand in its own database.
    const home = await startProduct(bare.database.url)
    opened.defer(home.stop)

    let batch = 0
    const measure =
      (side: { readonly database: TestDatabase; readonly server: PinnedServer }, path: string, login: string) =>
      (connections: number) =>
      async (): Promise<Load> => {
        const credentials = await logIn(login)
        const before = await rowsOf(side.database)
        const user = `new${++batch}-{n}@${DOMAIN}`
        const load = await putLoad(
          side.server,
          {
            method: "POST",
            path,
            body: bodyOf(credentials, { user, displayname: "New Person", email: "new@mail.example.org" }),
            cookie: credentials.cookie,
          },
          { connections, seconds: context.seconds },
        )
        const made = (await rowsOf(side.database)) - before
        if (made < load.requests) throw new Error(`${load.requests} calls of ${path} made ${made} accounts`)
        return load
      }
    const sides = {
      product: measure(product, "/api/user/add_local", product.server.url),
      bare: measure(bare, "/api/user/add_local", home.url),
      checked: measure(bare, "/checked/user/add_local", home.url),
    }
    const outcomes: Array<Outcome> = []
    for (const connections of context.connections) {
      const loads = await inTurn(context.rounds, {
        product: sides.product(connections),
        bare: sides.bare(connections),
        checked: sides.checked(connections),
      })
      const row = { job: "add-local", database: name }
      const setting = `${connections} connections`
      const target = { must: 0.6, ambition: name === "postgres" ? 1.2 : 0.8, bound: "least" } as const
      outcomes.push(
        compared({ ...row, setting, target }, loads.product, loads.bare),
        compared({ ...row, setting: `${setting}, bare with session` }, loads.product, loads.checked),
      )
    }
    return outcomes
  },
}
