import type { Registrations } from "@sipwright/core"
import { Clock, Effect } from "effect"
import { spellingOf } from "../tables/kamailio.ts"
import type { MemoryTables } from "../tables/tables.ts"

export const memoryRegistrations = (tables: MemoryTables): Registrations["Service"] => ({
  list: (account) =>
    Effect.map(Clock.currentTimeMillis, (now) =>
      tables
        .locationsOf(spellingOf(account).toLowerCase())
        .filter((row) => row.expires > now)
        .toSorted((a, b) => b.expires - a.expires)
        .map(({ contact, userAgent, expires }) => ({ contact, userAgent, expires: Math.floor(expires / 1000) })),
    ),
})
