import type { AttachPhone, DetachPhone } from "@sipwright/core"
import { insertIgnore } from "../statements/insert.ts"
import type { Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { PresentAccount } from "./present-account.ts"

export const makePhoneChanges = ({ dialect, tables }: HandlerDeps, accounts: PresentAccount) => {
  const insert = insertIgnore(dialect, tables.phone, ["mac", "address"])
  const remove = `DELETE FROM ${tables.phone} WHERE mac = ? AND address = ?`

  const attach: Handler<AttachPhone> = async (tx, { mac, address }) => {
    await accounts.living(tx, address)
    if ((await tx.own.run(insert, [mac, address])) === 0) fail("phone-free", mac)
  }

  const detach: Handler<DetachPhone> = async (tx, { mac, address }) => {
    if ((await tx.own.run(remove, [mac, address])) === 0) fail("phone-present", mac)
  }

  return { attach, detach }
}
