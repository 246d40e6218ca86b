import type { Session, Sessions, Subject } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"
import { makeSweep } from "./sweep.ts"

const accessOf = (tables: MemoryTables, { kind, name }: Subject) => {
  switch (kind) {
    case "operator":
      return tables.authorizations.get(name)?.access
    case "key":
      return tables.apiKeys.get(name)?.access
    case "account":
      return undefined
  }
}

export const memorySessions = (tables: MemoryTables): Sessions["Service"] => {
  const { sessions } = tables
  const sweep = makeSweep(sessions)
  const change = (nameHash: string, set: Partial<Session>): void => {
    const session = sessions.get(nameHash)
    if (session !== undefined) sessions.put(nameHash, { ...session, ...set })
  }
  return {
    create: (session, now) =>
      Effect.sync(() => {
        sweep(now)
        sessions.put(session.nameHash, session)
      }),
    find: (nameHash) =>
      Effect.sync(() => {
        const session = sessions.get(nameHash)
        return session && { session, access: accessOf(tables, session.subject) }
      }),
    rotateKey: ({ nameHash, keyHash, newKeyHash, newKeyExpires, previousKeyUntil, lastUsed, expires }) =>
      Effect.sync(() => {
        if (sessions.get(nameHash)?.keyHash !== keyHash) return false
        change(nameHash, {
          keyHash: newKeyHash,
          keyExpires: newKeyExpires,
          previousKeyHash: keyHash,
          previousKeyUntil,
          lastUsed,
          expires,
        })
        return true
      }),
    touch: ({ nameHash, lastUsed, expires }) => Effect.sync(() => change(nameHash, { lastUsed, expires })),
    remove: (nameHash) => Effect.sync(() => sessions.delete(nameHash)),
  }
}
