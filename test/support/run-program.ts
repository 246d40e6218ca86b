import { execFile } from "node:child_process"
import type { SystemUser } from "./system-user.ts"

/** Runs a program to its end, and resolves to what it printed; a failure is an error with what the program said. */
export function runProgram(program: string, args: readonly string[], user?: SystemUser): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { cwd: "/", timeout: 60_000, ...user }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${program} failed: ${error.message}\n${stdout}\n${stderr}`))
    })
  })
}
