import { PasswordHasher, portablePasswordHasher } from "@sipwright/core"
import { passwordHasherContract } from "@sipwright/core/testing"
import { Effect, Redacted } from "effect"
import { describe, it } from "vitest"

const stale = PasswordHasher.use((port) => port.hash(Redacted.make("correct horse")))

passwordHasherContract({
  name: "portable scrypt",
  runner: { describe, it },
  run: (effect) => Effect.runPromise(Effect.provide(effect, portablePasswordHasher({ ln: 5, r: 8, p: 1 }))),
  staleHash: await Effect.runPromise(Effect.provide(stale, portablePasswordHasher({ ln: 4, r: 8, p: 1 }))),
})
