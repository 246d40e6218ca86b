import type { ChangeCredentials, ChangeRemotePassword } from "@sipwright/core"
import * as Redacted from "effect/Redacted"
import type { Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { PresentAccount } from "./present-account.ts"

export const makeChangePassword = ({ tables, secrets }: HandlerDeps, accounts: PresentAccount) => {
  const set = `UPDATE ${tables.account}
    SET secret = ?, fingerprint = ?, parked = ?, version = version + 1, updated_at = ? WHERE address = ?`

  const local: Handler<ChangeCredentials> = async (tx, { address, credentials }) => {
    const account = await accounts.local(tx, address)
    const { username, domain } = account
    const columns = { ...credentials.reveal() }
    let parked: string | null = null
    if (account.state === "active") {
      const where = { username, domain }
      const matched = await tx.kamailio.write({ kind: "update", table: "subscriber", where, set: columns })
      if (matched === 0) fail("account-present", address)
    } else {
      const before = secrets.openParked(address, account.parked) ?? { username, domain }
      parked = secrets.sealParked(address, { ...before, ...columns })
    }
    const { algorithms } = credentials
    const sealed = secrets.sealSecret(address, { password: Redacted.value(credentials.password), algorithms })
    await tx.own.run(set, [sealed, secrets.fingerprint(columns.ha1), parked, tx.time, address])
  }

  const remote: Handler<ChangeRemotePassword> = async (tx, { address, password }) => {
    const account = await accounts.living(tx, address)
    if (account.type !== "remote") fail("account-present", address)
    await tx.own.run(set, [
      secrets.sealSecret(address, { password: Redacted.value(password) }),
      null,
      null,
      tx.time,
      address,
    ])
  }

  return { local, remote }
}
