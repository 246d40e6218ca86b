import type { Session, Sessions } from "@sipwright/core"
import { Effect } from "effect"
import type { MemoryTables } from "../tables/tables.ts"

const LOOKED_AT_A_TIME = 20

/** Drops sessions that have expired, looking at a few rows a call and going on where it stopped. */
const makeSweep = ({ sessions }: MemoryTables) => {
  let rows = sessions.entries()
  return (now: number): void => {
    for (let looked = 0; looked < LOOKED_AT_A_TIME; looked++) {
      const next = rows.next()
      if (next.done) {
        rows = sessions.entries()
        return
      }
      const [key, session] = next.value
      if (session.expires < now) sessions.delete(key)
    }
  }
}

export const memorySessions = (tables: MemoryTables): Sessions["Service"] => {
  const { sessions } = tables
  const sweep = makeSweep(tables)
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
        return session && { session, access: tables.authorizations.get(session.operator)?.access }
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
