import { type Registration, type Registrations, sipInstance } from "@sipwright/core"
import type { LocationRow } from "@sipwright/core/testing"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { spellingOf } from "../tables/kamailio.ts"
import type { MemoryTables } from "../tables/tables.ts"

const secondsOf = (milliseconds: number): number => Math.floor(milliseconds / 1000)

const registrationOf = ({ contact, userAgent, expires, instance, ruid, updated }: LocationRow): Registration => ({
  contact,
  userAgent,
  expires: secondsOf(expires),
  instance: sipInstance(instance),
  ruid: ruid || undefined,
  updated: updated === undefined ? undefined : secondsOf(updated),
})

export const memoryRegistrations = (tables: MemoryTables): Registrations["Service"] => ({
  list: (account) =>
    Effect.map(Clock.currentTimeMillis, (now) =>
      tables
        .locationsOf(spellingOf(account).toLowerCase())
        .filter((row) => row.expires > now)
        .toSorted((a, b) => b.expires - a.expires)
        .map(registrationOf),
    ),
})
