import { memoryBackDoor, memoryStore, memoryTables } from "@sipwright/adapters/memory"
import type { StorePorts } from "@sipwright/core"
import type { BackDoor } from "@sipwright/core/testing"
import type { Layer } from "effect"

/** A fresh, empty store. */
export interface FreshStore {
  readonly layer: Layer.Layer<StorePorts, unknown>
  readonly backDoor: Pick<
    BackDoor,
    "insertLocation" | "preferences" | "subscribers" | "insertSubscriber" | "storedText"
  >
  readonly close: () => Promise<void>
}

export interface StoreKind {
  readonly name: string
  readonly open: () => Promise<FreshStore>
}

const memory: StoreKind = {
  name: "memory",
  open: async () => {
    const tables = memoryTables()
    return { layer: memoryStore({ tables }), backDoor: memoryBackDoor(tables), close: async () => {} }
  },
}

/** Every store that the dialect is tried over. */
export const stores: ReadonlyArray<StoreKind> = [memory]
