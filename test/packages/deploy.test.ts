import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { validate } from "dockerfile-utils"
import { describe, expect, it } from "vitest"
import { EXIT } from "../../packages/http/src/node/cli/exit-code.ts"
import { requireProgram } from "../support/installed.ts"
import { runProgram } from "../support/run-program.ts"
import { findOrSkip } from "../support/skipping.ts"
import { temporaryDirectory } from "../support/temporary-directory.ts"

const deployed = (name: string): string =>
  readFileSync(fileURLToPath(import.meta.resolve(`../../packages/http/deploy/${name}`)), "utf8")

const analyze = findOrSkip("the systemd unit", () => requireProgram("systemd-analyze", "apt-get install systemd"))

describe.skipIf(analyze === undefined)("the systemd unit", () => {
  const analyzed = async (...args: ReadonlyArray<string>) => {
    const folder = temporaryDirectory("unit")
    const path = join(folder.path, "sipwright.service")
    // The program has to be there to be analyzed.
    writeFileSync(path, deployed("sipwright.service").replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`))
    try {
      return await runProgram(analyze ?? "", [...args, path])
    } finally {
      folder.remove()
    }
  }

  it("is understood by systemd", async () => {
    await expect(analyzed("verify", "--man=no")).resolves.toBe("")
  })

  it("is exposed no more than 2.0 of 10", async () => {
    await analyzed("security", "--offline=yes", "--no-pager", "--threshold=20")
  })

  it("does not start again with settings that are wrong", () => {
    expect(deployed("sipwright.service")).toContain(`\nRestartPreventExitStatus=${EXIT.usage}\n`)
  })
})

describe("the Dockerfile", () => {
  it("has nothing that a linter finds", () => {
    expect(validate(deployed("Dockerfile"))).toEqual([])
  })

  it("has the Node and the Effect that the tests have", () => {
    const root = fileURLToPath(import.meta.resolve("../../package.json"))
    const { devDependencies } = JSON.parse(readFileSync(root, "utf8")) as {
      readonly devDependencies: Readonly<Record<string, string>>
    }
    const images = [...deployed("Dockerfile").matchAll(/^FROM node:([\d.]+)-/gm)].map(([, version]) => version)
    expect(new Set(images)).toEqual(new Set([devDependencies["node"]]))
    expect(deployed("Dockerfile")).toContain(` effect@${devDependencies["effect"]}\n`)
  })
})
