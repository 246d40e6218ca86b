import { readFileSync } from "node:fs"
import { EXIT } from "./cli/exit-code.ts"
import { failureOf } from "./cli/failure.ts"
import { runCli } from "./cli/program.ts"

// The same two steps up from src/node, dist/node and dist/program.
const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
)

// What we make here, the embedded database before all, holds hashes that are as good as passwords: nothing for others, whatever
// the group may. A Kamailio that reads this database belongs into the file's group.
process.umask(process.umask() | 0o007)

// Whoever reads our output may stop reading: `sipwright account list | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? EXIT.done : EXIT.failed),
)

// Node would print the stack, and with it whatever the error carries.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${failureOf(error).sentence}\n`)
  process.exit(EXIT.failed)
})

const { stdin, stdout, stderr, env: environment } = process
process.exitCode = await runCli(process.argv.slice(2), version, { stdin, stdout, stderr, environment })

// Everything is closed by now. Should a driver's timer still keep the process, it does not for long.
setTimeout(() => process.exit(), 500).unref()
