import type { LocalAccount } from "../../model/account.ts"
import { ok } from "../assertions.ts"
import type { StoreTest } from "../store-test.ts"

/** The account, which must be there and local. */
export const localAccount = async (store: StoreTest, spelling: string): Promise<LocalAccount> => {
  const account = await store.account(spelling)
  ok(account.type === "local", `${spelling} is local`)
  return account
}
