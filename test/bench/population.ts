import { createWriteStream } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { temporaryDirectory } from "../support/temporary-directory.ts"
import type { TestDatabase } from "../support/test-database.ts"
import { runCommand } from "./command.ts"
import { DOMAIN } from "./product.ts"

/** The user part of an account of the benchmark. */
export const userOf = (number: number): string => `user${String(number).padStart(7, "0")}`

/** What a call is about, for wrk, which puts the digits there. */
export const NUMBERED_USER = `user{n}@${DOMAIN}`

export const displayNameOf = (number: number): string => `Person ${number}`

export const emailOf = (number: number): string => `${userOf(number)}@mail.example.org`

const passwordOf = (number: number): string => `secret-of-${number}-and-more`

function* lines(count: number): Generator<string> {
  yield "address,name,email,password\n"
  const part: Array<string> = []
  for (let number = 0; number < count; number++) {
    const user = userOf(number)
    part.push(`${user}@${DOMAIN},${displayNameOf(number)},${emailOf(number)},${passwordOf(number)}\n`)
    if (part.length === 1000) yield part.splice(0).join("")
  }
  yield part.join("")
}

/** Writes accounts 0 … count - 1 to a CSV file for `sipwright import`. */
export const writeAccounts = (path: string, count: number): Promise<void> =>
  pipeline(Readable.from(lines(count)), createWriteStream(path))

/** Tells the domain's servers, which new accounts get, and makes accounts 0 … count - 1 by the product itself. */
export const populate = async (database: TestDatabase, count: number): Promise<void> => {
  await runCommand(database.url, ["domain", "add", DOMAIN])
  const servers = ["--registrar-host", "sip.example.org", "--provisioning-url", "https://sip.example.org/"]
  await runCommand(database.url, ["domain", "servers", DOMAIN, ...servers])
  const directory = temporaryDirectory("population")
  try {
    const file = join(directory.path, "accounts.csv")
    await writeAccounts(file, count)
    await runCommand(database.url, ["import", "accounts", file])
  } finally {
    directory.remove()
  }
  // A server that lives longer than a benchmark does this by itself.
  if (database.url.startsWith("postgres")) await database.query("ANALYZE")
}
