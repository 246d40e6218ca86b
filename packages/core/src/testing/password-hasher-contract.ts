import type { Effect } from "effect"
import * as Redacted from "effect/Redacted"
import { PasswordHasher } from "../ports/password-hasher.ts"
import { equal, ok } from "./assertions.ts"
import type { TestRunner } from "./harness.ts"

/** What an implementation of {@link PasswordHasher} brings. */
export interface PasswordHasherHarness {
  readonly name: string
  readonly runner: TestRunner
  readonly run: <A, E>(effect: Effect.Effect<A, E, PasswordHasher>) => Promise<A>
  /** A hash of the password `correct horse`, made with other parameters than those in use. */
  readonly staleHash: string
}

const PASSWORD = "correct horse"

/** {@link PasswordHasher}: hashes are salted, checked in the same way by every implementation, and bounded. */
export const passwordHasherContract = (harness: PasswordHasherHarness): void => {
  const { it, describe } = harness.runner
  const hash = (password: string) => harness.run(PasswordHasher.use((port) => port.hash(Redacted.make(password))))
  const verify = (password: string, stored: string) =>
    harness.run(PasswordHasher.use((port) => port.verify(Redacted.make(password), stored)))

  describe(`${harness.name}: PasswordHasher`, () => {
    it("knows the right password from a wrong one", async () => {
      const stored = await hash(PASSWORD)
      equal(await verify(PASSWORD, stored), "right")
      for (const wrong of ["correct horsf", "Correct horse", "correct horse ", "", stored]) {
        equal(await verify(wrong, stored), "wrong")
      }
    })

    it("makes a salted hash in PHC format that does not hold the password", async () => {
      const [one, two] = [await hash(PASSWORD), await hash(PASSWORD)]
      ok(one !== two, "two hashes of one password differ")
      ok(/^\$[a-z0-9-]{1,32}\$/.test(one), "PHC string format")
      ok(!one.includes(PASSWORD), "the hash holds the password")
      ok(one.length <= 255, "the hash fits a column of 255")
    })

    it("takes passwords of any script and length, in either normal form", async () => {
      const long = "ñ".repeat(1000)
      equal(await verify(long.normalize("NFD"), await hash(long)), "right")
      equal(await verify(`${long}x`, await hash(long)), "wrong")
    })

    it("says stale of a hash that was made with other parameters", async () => {
      equal(await verify(PASSWORD, harness.staleHash), "stale")
      equal(await verify("wrong", harness.staleHash), "wrong")
    })

    it("takes nothing for the hash of anything that is none", async () => {
      for (const broken of ["", "*", "plain", "$", "$scrypt$", "$scrypt$ln=99,r=8,p=1$AAAA$AAAA", "$unknown$x$y"]) {
        equal(await verify(PASSWORD, broken), "wrong", JSON.stringify(broken))
        equal(await verify("", broken), "wrong", JSON.stringify(broken))
      }
    })

    it("pretends without an answer", async () => {
      equal(await harness.run(PasswordHasher.use((port) => port.pretend(Redacted.make(PASSWORD)))), undefined)
    })
  })
}
