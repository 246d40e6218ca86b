import { memoryStore, memoryTables } from "@sipwright/adapters/memory"
import { localDirectory, OperatorDirectories, portablePasswordHasher } from "@sipwright/core"
import { operatorDirectoryContract } from "@sipwright/core/testing"
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { describe, it } from "vitest"

const known = { name: "root", fullName: "Root", email: "root@example.org", password: "The password of root" }

operatorDirectoryContract({
  name: "our own directory over memory",
  runner: { describe, it },
  writable: true,
  open: async () => {
    const tables = memoryTables()
    const ports = Layer.mergeAll(memoryStore({ tables }), portablePasswordHasher({ ln: 4, r: 8, p: 1 }))
    const runtime = ManagedRuntime.make(Layer.provideMerge(localDirectory, ports))
    const directory = (await runtime.runPromise(OperatorDirectories))[0]
    if (directory === undefined || !("create" in directory)) throw new Error("our own directory is not writable")
    const root = { ...known, password: Redacted.make(known.password), access: 4 } as const
    await Effect.runPromise(directory.create(root, { principal: "test", operation: "test" }))
    return {
      directory,
      known,
      accessOf: async (name) => tables.authorizations.get(name)?.access,
      close: () => runtime.dispose(),
    }
  },
})
