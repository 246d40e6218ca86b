import type { AddApiKey, RemoveApiKey } from "@sipwright/core"
import { insert } from "../statements/insert.ts"
import type { Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import type { PresentAccount } from "./present-account.ts"

export const makeApiKeyChanges = ({ tables }: HandlerDeps, accounts: PresentAccount) => {
  const insertKey = insert(tables.apiKey, [
    "id",
    "secret_hash",
    "public_key",
    "host",
    "access",
    "label",
    "created_at",
    "expires",
    "account",
    "idle",
  ])
  const removeOfAccount = `DELETE FROM ${tables.apiKey} WHERE account = ?`
  const removeKey = `DELETE FROM ${tables.apiKey} WHERE id = ?`
  const endSessions = `DELETE FROM ${tables.session} WHERE operator = ? AND subject = 'key'`

  const add: Handler<AddApiKey> = async (tx, { key }) => {
    const { id, proof, account, host, access, label, created, expires, idle } = key
    if (account !== undefined) {
      // Also holds the account, so that of two keys that are made at once one is left.
      await accounts.local(tx, account)
      await tx.own.run(removeOfAccount, [account])
    }
    const [hash, jwk] = proof.kind === "secret" ? [proof.hash, null] : [null, proof.jwk]
    await tx.own.run(insertKey, [
      id,
      hash,
      jwk,
      host,
      access,
      label,
      created,
      expires ?? null,
      account ?? null,
      idle ?? null,
    ])
  }

  const remove: Handler<RemoveApiKey> = async (tx, { id }) => {
    if ((await tx.own.run(removeKey, [id])) === 0) fail("key-present", id)
    await tx.own.run(endSessions, [id])
  }

  return { add, remove }
}
