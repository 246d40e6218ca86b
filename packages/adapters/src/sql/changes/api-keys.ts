import type { AddApiKey, RemoveApiKey } from "@sipwright/core"
import { insert } from "../statements/insert.ts"
import type { Handler } from "./change-transaction.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"

export const makeApiKeyChanges = ({ tables }: HandlerDeps) => {
  const insertKey = insert(tables.apiKey, [
    "id",
    "secret_hash",
    "public_key",
    "host",
    "access",
    "label",
    "created_at",
    "expires",
  ])
  const removeKey = `DELETE FROM ${tables.apiKey} WHERE id = ?`
  const endSessions = `DELETE FROM ${tables.session} WHERE operator = ? AND subject = 'key'`

  const add: Handler<AddApiKey> = async (tx, { key }) => {
    const { id, proof, host, access, label, created, expires } = key
    const [hash, jwk] = proof.kind === "secret" ? [proof.hash, null] : [null, proof.jwk]
    await tx.own.run(insertKey, [id, hash, jwk, host, access, label, created, expires ?? null])
  }

  const remove: Handler<RemoveApiKey> = async (tx, { id }) => {
    if ((await tx.own.run(removeKey, [id])) === 0) fail("key-present", id)
    await tx.own.run(endSessions, [id])
  }

  return { add, remove }
}
