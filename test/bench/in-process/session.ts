import { nodeCrypto } from "@sipwright/adapters/node-crypto"
import { sqlStore } from "@sipwright/adapters/sql"
import { anonymous, authenticateSession, createSipwright } from "@sipwright/core"
import { checkSession } from "../bare/check-session.ts"
import { openBareStore } from "../bare/open-store.ts"
import { LOGIN, SECRET_KEY } from "../product.ts"
import { printTimed } from "./timed-calls.ts"

const url = process.env["BENCH_DATABASE_URL"] ?? ""

const sipwright = createSipwright({ store: sqlStore({ database: { url }, secretKey: SECRET_KEY }), crypto: nodeCrypto })
const { session, authKey, cookie } = await sipwright.as(anonymous).sessions.login({ ...LOGIN, host: "127.0.0.1" })
const presented = { session, authKey, cookie }
const store = openBareStore(url)

await printTimed({
  product: () => sipwright.run(authenticateSession(presented)),
  bare: async () => {
    if (!(await checkSession(store, presented))) throw new Error("the session was refused")
  },
})

await store.close()
await sipwright.close()
