import { hash, scryptSync } from "node:crypto"
import { readdirSync } from "node:fs"
import { getPriority } from "node:os"
import { inspect } from "node:util"
import { nodeDigestHasher, nodePasswordHasher } from "@sipwright/adapters/node-crypto"
import { DigestHasher, PasswordHasher, portableDigestHash, portablePasswordHasher } from "@sipwright/core"
import { Effect, Exit, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { runProgram } from "../../support/run-program.ts"

const CHEAP = { ln: 10, r: 8, p: 1 }
const password = Redacted.make("pä€ss")

describe("the node digest hasher", () => {
  it("hashes as the portable one", async () => {
    const hasher = await Effect.runPromise(Effect.provide(DigestHasher, nodeDigestHasher))
    expect(hasher).not.toBe(portableDigestHash)
    for (const text of ["", "alice:example.org:pä€ss 😀"]) {
      for (const algorithm of ["MD5", "SHA-256"] as const) {
        expect(hasher.hex(algorithm, text)).toBe(portableDigestHash.hex(algorithm, text))
      }
    }
    expect(hasher.hex("MD5", "a:b:c")).toBe(hash("md5", "a:b:c"))
  })
})

describe("the node password hasher", () => {
  const node = nodePasswordHasher(CHEAP)
  const run = <A>(layer: typeof node, use: (hasher: PasswordHasher["Service"]) => Effect.Effect<A>) =>
    Effect.runPromise(Effect.provide(PasswordHasher.use(use), layer))

  it("and the portable one take each other's hashes", async () => {
    const portable = portablePasswordHasher(CHEAP)
    const [ours, theirs] = await Promise.all([
      run(node, (it) => it.hash(password)),
      run(portable, (it) => it.hash(password)),
    ])
    expect(await run(portable, (it) => it.verify(password, ours))).toBe("right")
    expect(await run(node, (it) => it.verify(password, theirs))).toBe("right")
    expect(await run(node, (it) => it.verify(Redacted.make("other"), theirs))).toBe("wrong")
  })

  it("has memory for its own parameters, and for larger ones in a stored hash", async () => {
    const stored = await run(nodePasswordHasher({ ln: 16, r: 16, p: 2 }), (it) => it.hash(password))
    expect(await run(nodePasswordHasher(), (it) => it.verify(password, stored))).toBe("stale")
    const own = await run(nodePasswordHasher(), (it) => it.hash(password))
    expect(await run(nodePasswordHasher(), (it) => it.verify(password, own))).toBe("right")
    const [, , , salt = "", key] = own.split("$")
    const expected = scryptSync("pä€ss", Buffer.from(salt, "base64"), 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 27 })
    expect(key).toBe(expected.toString("base64").replace(/=+$/, ""))
  })

  it("lets other work go on, and finishes many", async () => {
    let turns = 0
    const turning = setInterval(() => turns++, 5)
    const hashes = await Promise.all(
      Array.from({ length: 8 }, () => run(nodePasswordHasher(), (it) => it.hash(password))),
    )
    clearInterval(turning)
    expect(new Set(hashes).size).toBe(8)
    expect(turns).toBeGreaterThan(3)
  })

  it.runIf(process.platform === "linux")("hashes where it gives way to all else, which keeps its place", async () => {
    const own = getPriority(0)
    await run(node, (it) => it.hash(password))
    expect(getPriority(0)).toBe(own)
    const priorities = readdirSync("/proc/self/task").map((thread) => getPriority(Number(thread)))
    expect(priorities).toContain(16)
    expect(priorities.filter((priority) => priority === 16).length).toBeLessThan(priorities.length / 2)
  })

  it("fails without the password in what is thrown, and hashes on afterwards", async () => {
    const impossible = nodePasswordHasher({ ln: 0, r: 8, p: 1 })
    const failed = await Effect.runPromiseExit(
      Effect.provide(
        PasswordHasher.use((it) => it.hash(password)),
        impossible,
      ),
    )
    expect(Exit.isFailure(failed)).toBe(true)
    expect(inspect(failed, { depth: 9 })).not.toContain("pä€ss")
    expect(inspect(failed, { depth: 9 })).toMatch(/scrypt/i)
    const stored = await run(node, (it) => it.hash(password))
    expect(await run(node, (it) => it.verify(password, stored))).toBe("right")
  })

  it("keeps a program alive for as long as it hashes, and no longer", async () => {
    const program = `
      import { nodePasswordHasher } from ${JSON.stringify(import.meta.resolve("@sipwright/adapters/node-crypto"))}
      import { PasswordHasher } from ${JSON.stringify(import.meta.resolve("@sipwright/core"))}
      import { Effect, Redacted } from ${JSON.stringify(import.meta.resolve("effect"))}
      const hash = PasswordHasher.use((it) => it.hash(Redacted.make("secret")))
      console.log(await Effect.runPromise(Effect.provide(hash, nodePasswordHasher())))`
    const args = ["--conditions=source", "--input-type=module", "--eval", program]
    expect(await runProgram(process.execPath, args)).toMatch(/^\$scrypt\$ln=15,/)
  })
})
