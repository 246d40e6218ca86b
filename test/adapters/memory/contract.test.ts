import { memoryBackDoor, memoryStore, memoryTables } from "@sipwright/adapters/memory"
import { storeContract } from "@sipwright/core/testing"
import { ManagedRuntime } from "effect"
import { describe, it } from "vitest"

storeContract({
  name: "memory",
  runner: { describe, it },
  open: async () => {
    const tables = memoryTables()
    const runtime = ManagedRuntime.make(memoryStore({ tables }))
    return {
      run: (effect) => runtime.runPromise(effect),
      backDoor: memoryBackDoor(tables),
      close: () => runtime.dispose(),
    }
  },
})
