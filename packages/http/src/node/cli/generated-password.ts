import { UsageError } from "./exit-code.ts"
import type { PasswordOptions } from "./password-input.ts"

/** A password for `--generate`. Rejects with {@link UsageError} where another was given too. */
export const generateOperatorPassword = async ({ passwordFile, passwordStdin }: PasswordOptions): Promise<string> => {
  if (passwordFile !== undefined || passwordStdin === true) {
    throw new UsageError("--generate excludes --password-file and --password-stdin.")
  }
  const [{ generatePassword, SecureRandom }, Effect, Redacted] = await Promise.all([
    import("@sipwright/core"),
    import("effect/Effect"),
    import("effect/Redacted"),
  ])
  return Redacted.value(generatePassword(await Effect.runPromise(Effect.map(SecureRandom, (random) => random))))
}
