import { execFile } from "node:child_process"
import { SIPWRIGHT, settingsFor } from "./product.ts"

/** Runs a command of `sipwright` to its end, and answers what it printed. */
export const runCommand = (databaseUrl: string, args: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: "production", ...settingsFor(databaseUrl) }
    execFile(process.execPath, [SIPWRIGHT, ...args], { env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`sipwright ${args.join(" ")} failed: ${stderr}${stdout}`, { cause: error }))
    })
  })
