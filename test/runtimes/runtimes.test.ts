import { execFile } from "node:child_process"
import { copyFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MissingProgram, isExecutable } from "../support/installed.ts"
import { installProject, packPackages } from "../support/npm-project.ts"
import { onFreePort, startServer } from "../support/server-process.ts"
import { findOrSkip } from "../support/skipping.ts"
import { temporaryDirectory } from "../support/temporary-directory.ts"
import type { Report } from "./smoke.ts"

const HERE = fileURLToPath(new URL("./", import.meta.url))
const run = promisify(execFile)

const RUNTIMES = {
  node22: "node-22/bin/node",
  nodeCurrent: "node-current/bin/node",
  bun: ".bin/bun",
  deno: ".bin/deno",
  workerd: ".bin/workerd",
  esbuild: ".bin/esbuild",
} as const

const installed = findOrSkip("JavaScript runtimes", () => {
  const paths = Object.entries(RUNTIMES).map(([name, path]) => {
    const program = join(HERE, "node_modules", path)
    if (!isExecutable(program))
      throw new MissingProgram(`${name} is not installed (npm install --prefix test/runtimes)`)
    return [name, program]
  })
  return Object.fromEntries(paths) as Readonly<Record<keyof typeof RUNTIMES, string>>
})

describe.skipIf(installed === undefined)("core, memory adapter and HTTP package", () => {
  const project = temporaryDirectory("runtimes")
  const programs = installed ?? ({} as NonNullable<typeof installed>)

  beforeAll(async () => {
    const tarballs = temporaryDirectory("packed")
    const dependencies = { "@sipwright/core": "", "@sipwright/adapters": "", "@sipwright/http": "", effect: "4.1.0" }
    await installProject(
      project.path,
      { private: true, type: "module", dependencies },
      await packPackages(tarballs.path),
    )
    tarballs.remove()
    for (const name of ["smoke.ts", "command.ts", "worker.ts", "config.capnp"]) {
      copyFileSync(join(HERE, name), join(project.path, name))
    }
  }, 240_000)
  afterAll(() => project.remove())

  const expectWell = (report: Report): void => {
    expect(Object.entries(report).filter(([, fault]) => fault !== null)).toEqual([])
    expect(Object.keys(report).length).toBeGreaterThan(10)
  }

  it.each([
    ["Node 22.19, the oldest that is supported", "v22.19.0", () => programs.node22, ["command.ts"]],
    ["Node 24", "v24.", () => process.execPath, ["command.ts"]],
    ["the current Node", "v26.", () => programs.nodeCurrent, ["command.ts"]],
    ["Bun", "1.", () => programs.bun, ["run", "command.ts"]],
    ["Deno", "deno 2.", () => programs.deno, ["run", "--allow-all", "--node-modules-dir=manual", "command.ts"]],
  ] as const)("work on %s", async (_, version, program, args) => {
    const options = { cwd: project.path }
    expect((await run(program(), ["--version"], options)).stdout).toMatch(new RegExp(`^${version}`))
    const { stdout } = await run(program(), [...args], options)
    const [portable, native] = JSON.parse(stdout) as [Report, Report]
    expectWell(portable)
    expectWell(native)
  })

  it("work on workerd, from one file", async () => {
    const bundle = ["worker.ts", "--bundle", "--format=esm", "--outfile=worker.js", "--log-level=error"]
    await run(programs.esbuild, bundle, { cwd: project.path })
    await onFreePort(async (port) => {
      const url = `http://127.0.0.1:${port}`
      const server = await startServer({
        name: "workerd",
        program: programs.workerd,
        args: ["serve", "config.capnp", `--socket-addr=http=127.0.0.1:${port}`],
        directory: project.path,
        isReady: async () => (await fetch(url)).ok,
      })
      try {
        expectWell((await (await fetch(url)).json()) as Report)
      } finally {
        await server.stop()
      }
    })
  })
})
