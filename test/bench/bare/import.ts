import { displayNameOf, emailOf, userOf } from "../population.ts"
import { DOMAIN } from "../product.ts"
import { accountRows } from "./bulk-rows.ts"
import { openBareStore } from "./open-store.ts"

// A process of its own: accounts that are made up, into two tables, in one transaction.

const store = openBareStore(process.env["BENCH_DATABASE_URL"] ?? "")
await store.insertMany(
  accountRows(Number(process.argv[2]), (number) => ({
    user: `${userOf(number)}@${DOMAIN}`,
    displayName: displayNameOf(number),
    email: emailOf(number),
  })),
)
await store.close()
