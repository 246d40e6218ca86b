import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Checks each package as it would be published: what it exports resolves, for JavaScript and for types. */
const packages = ["core", "adapters", "http"]

const run = (command: string, args: ReadonlyArray<string>): void => {
  execFileSync(command, args, { stdio: "inherit" })
}

const folder = mkdtempSync(join(tmpdir(), "sipwright-packages-"))
try {
  for (const name of packages) {
    const source = join("packages", name)
    run("publint", ["--strict", "--pack", "npm", source])
    run("npm", ["pack", "--silent", "--pack-destination", folder, `./${source}`])
    run("attw", ["--profile", "esm-only", "--no-emoji", join(folder, `sipwright-${name}-0.1.0.tgz`)])
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
