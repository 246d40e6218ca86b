import { randomBytes } from "node:crypto"
import { memoryBackDoor, memoryStore, memoryTables } from "@sipwright/adapters/memory"
import { sqlStore } from "@sipwright/adapters/sql"
import type { StorePorts } from "@sipwright/core"
import type { BackDoor } from "@sipwright/core/testing"
import type { Layer } from "effect"
import { sqlBackDoor } from "../../adapters/sql/sql-back-door.ts"
import { openFixture, type SqlFixture } from "../../adapters/sql/sql-fixture.ts"
import { type DatabaseKind, databases } from "../../support/databases.ts"

/** A fresh, empty store. It may be built several times, like by several processes over the same data. */
export interface FreshStore {
  readonly layer: Layer.Layer<StorePorts, unknown>
  readonly backDoor: BackDoor
}

export interface StoreKind {
  readonly name: string
  /**
   * Whether two servers in this process can change it at the same time. SQLite waits for another writer by holding up the thread,
   * and here that thread is the other writer's too.
   */
  readonly takesTwoWriters: boolean
  /** Empties what an earlier call opened. */
  readonly open: () => Promise<FreshStore>
  /** After the last one. */
  readonly close: () => Promise<void>
}

export const memory: StoreKind = {
  name: "memory",
  takesTwoWriters: true,
  open: async () => {
    const tables = memoryTables()
    return { layer: memoryStore({ tables }), backDoor: memoryBackDoor(tables) }
  },
  close: async () => {},
}

const secretKey = randomBytes(32).toString("hex")

const onDatabase = (kind: DatabaseKind): StoreKind => {
  let opened: Promise<SqlFixture> | undefined
  return {
    name: kind.name,
    takesTwoWriters: kind.name !== "sqlite",
    open: async () => {
      opened ??= openFixture(kind)
      const fixture = await opened
      await fixture.clear()
      return {
        layer: sqlStore({ database: { url: fixture.own.url }, secretKey, synchronous: "normal" }),
        backDoor: sqlBackDoor(fixture),
      }
    },
    close: async () => {
      const closing = opened
      opened = undefined
      await (await closing)?.close()
    },
  }
}

/** Every store that can be had here. */
export const stores: ReadonlyArray<StoreKind> = [
  memory,
  ...databases()
    .filter(({ skip }) => skip === undefined)
    .map(onDatabase),
]
