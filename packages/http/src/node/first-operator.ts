import {
  DirectoryUnavailable,
  generatePassword,
  hostProgram,
  isWritable,
  OperatorDirectories,
  OperatorExists,
  SecureRandom,
  type Sipwright,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { resolve } from "node:path"
import { besideDatabase } from "./beside-database.ts"
import { writePrivateFile } from "./private-file.ts"
import type { Settings } from "./settings.ts"

/** What became of the first operator. `shown`: its generated password is in here, once; `filed`: it is in that file. */
export type FirstOperator =
  | { readonly kind: "not-needed" }
  | { readonly kind: "given"; readonly name: string }
  | { readonly kind: "shown"; readonly name: string; readonly password: Redacted.Redacted<string> }
  | { readonly kind: "filed"; readonly name: string; readonly path: string }

const SUPER = 4

/** Past the directories that are only read: one may be down, or know the name as well. Ours comes before them. */
const makeInOurs = (sipwright: Sipwright, name: string, password: string): Promise<boolean> =>
  sipwright.run(
    OperatorDirectories.use((directories) => {
      const ours = directories.find(isWritable)
      if (ours === undefined) return Effect.succeed(false)
      const operator = { name, password: Redacted.make(password), fullName: "", email: "", access: SUPER } as const
      return ours.create(operator, { principal: hostProgram.name, operation: "operators.add" }).pipe(
        Effect.as(true),
        Effect.catchTag("GuardFailed", () => Effect.succeed(false)),
      )
    }),
  )

/** Whether it was made; another process may have been faster. */
const make = async (sipwright: Sipwright, name: string, password: string): Promise<boolean> => {
  try {
    await sipwright.operators.add({ name, password, access: "super" })
    return true
  } catch (error) {
    if (error instanceof OperatorExists || error instanceof DirectoryUnavailable) {
      return makeInOurs(sipwright, name, password)
    }
    throw error
  }
}

/**
 * Makes the first operator, with access `super`, where nobody has any access and no operator is known. A password that was
 * generated is written to a private file unless somebody sits at the terminal; the file is there before the operator is,
 * so that the password cannot be lost.
 */
export const makeFirstOperator = async (
  sipwright: Sipwright,
  settings: Pick<Settings, "adminUser" | "adminPassword" | "databaseUrl">,
  isTerminal: boolean,
): Promise<FirstOperator> => {
  if ((await sipwright.operators.list()).length > 0) return { kind: "not-needed" }
  const { adminUser: name, adminPassword } = settings
  if (adminPassword !== undefined) {
    return (await make(sipwright, name, adminPassword)) ? { kind: "given", name } : { kind: "not-needed" }
  }
  const password = generatePassword(await sipwright.run(SecureRandom))
  if (isTerminal) {
    return (await make(sipwright, name, Redacted.value(password)))
      ? { kind: "shown", name, password }
      : { kind: "not-needed" }
  }
  const path = resolve(besideDatabase(settings.databaseUrl, "sipwright-admin-password.txt"))
  const file = await writePrivateFile(path, `${Redacted.value(password)}\n`)
  let made = false
  try {
    made = await make(sipwright, name, Redacted.value(password))
  } finally {
    if (!made) await file.discard()
  }
  if (!made) return { kind: "not-needed" }
  await file.replace()
  return { kind: "filed", name, path }
}
