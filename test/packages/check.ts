import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { packPackages } from "../support/npm-project.ts"
import { temporaryDirectory } from "../support/temporary-directory.ts"

/** Checks each package as it would be published: what it exports resolves, for JavaScript and for types. */
const run = (command: string, args: ReadonlyArray<string>): void => {
  execFileSync(command, args, { stdio: "inherit" })
}

const folder = temporaryDirectory("packages")
try {
  for (const { name, file } of Object.values(await packPackages(folder.path))) {
    run("publint", ["--strict", "--pack", "npm", join("packages", name)])
    run("attw", ["--profile", "esm-only", "--no-emoji", file])
  }
} finally {
  folder.remove()
}
