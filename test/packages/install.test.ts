import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { EXIT } from "../../packages/http/src/node/cli/exit-code.ts"
import {
  installProject,
  nodeTests,
  type Packed,
  type PackageName,
  packPackages,
  typeErrors,
} from "../support/npm-project.ts"
import { onFreePort, startServer } from "../support/server-process.ts"
import { temporaryDirectory } from "../support/temporary-directory.ts"

const run = promisify(execFile)

/** Everything that can be imported, and one thing that has to be there. */
const IMPORTS = {
  "@sipwright/core": "createSipwright",
  "@sipwright/core/testing": "storeContract",
  "@sipwright/adapters/memory": "memoryStore",
  "@sipwright/adapters/sql": "sqlStore",
  "@sipwright/adapters/kamailio-rpc": "kamailioRpc",
  "@sipwright/adapters/node-crypto": "nodeCrypto",
  "@sipwright/adapters/node-dns": "nodeHostResolver",
} as const
/** What needs a package that is only somebody's who uses it: `ldapts`, and all that the server has. */
const FULL_IMPORTS = {
  ...IMPORTS,
  "@sipwright/adapters/ldap": "ldapDirectory",
  "@sipwright/http": "createApp",
  "@sipwright/http/node": "startServer",
} as const

/** The most that a package may weigh, in bytes: packed, and unpacked. Raise one when what was added is worth it. */
const LIMITS: Readonly<Record<PackageName, readonly [packed: number, unpacked: number]>> = {
  core: [450_000, 2_200_000],
  adapters: [450_000, 1_900_000],
  // The command line is in it twice: as modules to import, and as the few files that it starts from.
  http: [1_800_000, 7_000_000],
}

const PATIENCE = 240_000

let packed: Readonly<Record<PackageName, Packed>>
const bare = temporaryDirectory("bare")
const full = temporaryDirectory("full")
const tarballs = temporaryDirectory("packed")
beforeAll(async () => {
  packed = await packPackages(tarballs.path)
  const core = { "@sipwright/core": "", effect: "4.1.0" }
  const base = { name: "empty", private: true, type: "module" }
  await Promise.all([
    installProject(bare.path, { ...base, dependencies: { ...core, "@sipwright/adapters": "" } }, packed),
    installProject(
      full.path,
      {
        ...base,
        dependencies: { ...core, "@sipwright/adapters": "", "@sipwright/http": "" },
        devDependencies: { "@types/node": "24.19.2" },
      },
      packed,
    ),
  ])
}, PATIENCE)
afterAll(() => {
  for (const directory of [bare, full, tarballs]) directory.remove()
})

/** Runs a program in a project, and answers the JSON that it prints. */
const evaluate = async (directory: string, name: string, code: string): Promise<unknown> => {
  writeFileSync(join(directory, name), code)
  const { stdout } = await run(process.execPath, [name], { cwd: directory })
  return JSON.parse(stdout)
}

describe("packages as they are published", () => {
  it("weigh no more than they may", () => {
    for (const { name, size, unpackedSize } of Object.values(packed)) {
      const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`
      console.log(`@sipwright/${name}: ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`)
      const [most, mostUnpacked] = LIMITS[name]
      expect(size, `${name}, packed`).toBeLessThan(most)
      expect(unpackedSize, `${name}, unpacked`).toBeLessThan(mostUnpacked)
    }
  })

  it.each(["core", "adapters", "http"] as const)("%s has source maps that lead to its sources", (name) => {
    const home = join(full.path, "node_modules/@sipwright", name)
    const scripts = packed[name].paths.filter((path) => /^dist\/(?!swagger-ui|program).*\.js$/.test(path))
    expect(scripts.length).toBeGreaterThan(20)
    for (const script of scripts) {
      const map = JSON.parse(readFileSync(join(home, `${script}.map`), "utf8")) as { readonly sources: Array<string> }
      for (const source of map.sources) expect(existsSync(join(home, dirname(script), source)), source).toBe(true)
    }
  })

  it("hold no tests, no secrets and no build files", () => {
    const paths = Object.values(packed).flatMap((one) => one.paths)
    expect(paths.filter((path) => /\.test\.|\.env|tsbuildinfo|node_modules/.test(path))).toEqual([])
  })

  it("are imported from JavaScript, with no driver installed", async () => {
    expect(readdirSync(join(bare.path, "node_modules"))).not.toContain("pg")
    const code = `const found = {}
for (const [name, one] of Object.entries(${JSON.stringify(IMPORTS)})) found[name] = typeof (await import(name))[one]
console.log(JSON.stringify(found))`
    const expected = Object.fromEntries(Object.keys(IMPORTS).map((name) => [name, "function"]))
    expect(await evaluate(bare.path, "imports.js", code)).toEqual({
      ...expected,
      "@sipwright/adapters/node-crypto": "object",
    })
  })

  it.each([
    ["mysql://u:geheim@127.0.0.1/d", "mysql2"],
    ["postgres://u:geheim@127.0.0.1/d", "pg"],
    ["sqlite:./a.db", "better-sqlite3"],
  ])("say which driver %s needs", async (url, driver) => {
    const code = `import { sqlStore } from "@sipwright/adapters/sql"
import { createSipwright } from "@sipwright/core"
const sip = createSipwright({ store: sqlStore({ database: { url: ${JSON.stringify(url)} }, secretKey: "7".repeat(64) }) })
const error = await sip.ready().catch((error) => error)
console.log(JSON.stringify([error._tag, error.reason, error.message]))`
    const [tag, reason, message] = (await evaluate(bare.path, `driver-${driver}.js`, code)) as ReadonlyArray<string>
    expect([tag, reason]).toEqual(["SqlStoreError", "driver-missing"])
    expect(message).toMatch(new RegExp(`npm install .*\\b(${driver}|knex)\\b`))
    expect(message).not.toContain("geheim")
  })

  it("do nothing when they are imported", async () => {
    const names = Object.keys(FULL_IMPORTS)
    // Node makes globals of its own when it is asked for fetch for the first time.
    const code = `void [fetch, Request, Response]
await import("effect"); await import("hono")
const state = () => ({
  globals: Reflect.ownKeys(globalThis).map(String),
  listeners: process.eventNames().map(String),
  prototypes: [Object, Array, String, Promise].map((one) => Reflect.ownKeys(one.prototype).length),
  environment: Object.keys(process.env).length,
})
const before = JSON.stringify(state())
const write = process.stdout.write
let printed = ""
process.stdout.write = (text) => { printed += text; return true }
for (const name of ${JSON.stringify(names)}) await import(name)
process.stdout.write = write
console.log(JSON.stringify({ same: JSON.stringify(state()) === before, printed, open: process.getActiveResourcesInfo().filter((one) => !["TTYWrap", "PipeWrap", "FSReqPromise", "CloseReq"].includes(one)) }))`
    expect(await evaluate(full.path, "effects.js", code)).toEqual({ same: true, printed: "", open: [] })
  })

  it.each([
    ["nodenext", { module: "nodenext", moduleResolution: "nodenext" }],
    ["bundler", { module: "esnext", moduleResolution: "bundler" }],
  ])("type-check strictly with moduleResolution %s", { timeout: PATIENCE }, async (name, resolution) => {
    const directory = join(full.path, name)
    mkdirSync(directory)
    const modules = Object.entries(FULL_IMPORTS)
    const imports = modules.map(([module, one], index) => `import { ${one} as m${index} } from "${module}"`).join("\n")
    writeFileSync(
      join(directory, "main.ts"),
      `${imports}
export const all = [${modules.map((_, index) => `m${index}`).join(", ")}]
const sip = m0({ store: m2() })
const account = await sip.accounts.addLocal({ address: "a@example.org", displayName: "", email: "" })
export const password: string | null = account.password
// @ts-expect-error A field that is no field of an account.
export const nothing = account.nothing
// @ts-expect-error An address is needed.
await sip.accounts.get({})
for await (const { address } of sip.accounts.list({ search: "*" })) console.log(address satisfies string)
const done = await sip.accounts.addMany({ items: [{ address: "b@example.org" }] })
export const outcome: "added" | "exists" | "refused" | undefined = done.items[0]?.outcome
`,
    )
    const options = {
      ...resolution,
      lib: ["es2024", "esnext.iterator", "dom", "dom.iterable"],
      types: ["node"],
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
    }
    expect(await typeErrors(directory, { include: ["main.ts"] }, options)).toBe("")
  })

  const program = () => join(full.path, "node_modules/.bin/sipwright")
  const sipwright = (words: ReadonlyArray<string>, settings: Readonly<Record<string, string>> = {}) =>
    run(process.execPath, [program(), ...words], { cwd: full.path, env: { ...process.env, ...settings } })

  it("have a command line that runs", async () => {
    expect((await sipwright(["--version"])).stdout).toBe("0.1.0\n")
    await sipwright(["domain", "add", "example.org"])
    expect((await sipwright(["domain", "list", "--json"])).stdout).toBe('["example.org"]\n')
  })

  it.each(["mysql", "postgres"])("have a command line that knows the driver of %s", async (scheme) => {
    const settings = { SIPWRIGHT_DATABASE_URL: `${scheme}://u@127.0.0.1:1/d`, SIPWRIGHT_SECRET_KEY: "7".repeat(64) }
    await expect(sipwright(["domain", "list"], settings)).rejects.toMatchObject({
      code: EXIT.failed,
      stderr: expect.stringContaining("ECONNREFUSED"),
    })
  })

  it("have a server that runs, with its documentation", async () => {
    await onFreePort(async (port) => {
      const url = `http://127.0.0.1:${port}`
      const server = await startServer({
        name: "sipwright",
        program: process.execPath,
        args: [program(), "serve"],
        directory: full.path,
        env: { SIPWRIGHT_DATABASE_URL: "memory:", SIPWRIGHT_PORT: String(port) },
        isReady: async () => (await fetch(`${url}/readyz`)).ok,
      })
      try {
        for (const path of ["/docs", "/docs/swagger-ui.css", "/openapi.json", "/metrics", "/api/auth/ping"]) {
          expect((await fetch(`${url}${path}`)).status, path).toBe(200)
        }
      } finally {
        await server.stop()
      }
    })
  })

  it("keep what was compiled of the command line for its owner only", async () => {
    await sipwright(["--version"])
    const kept = statSync(join(full.path, "node_modules/@sipwright/http/.cache"))
    expect(kept.mode & 0o777).toBe(0o700)
    expect(kept.uid).toBe(process.getuid?.())
  })

  it("say whose code the command line has in it, and under which licence", () => {
    const text = readFileSync(join(full.path, "node_modules/@sipwright/http/dist/program/LICENSES.txt"), "utf8")
    for (const name of ["effect", "hono", "knex", "lodash", "libphonenumber-js"]) {
      expect(text).toMatch(new RegExp(`^${name} [\\d.]+ \\(MIT\\)$`, "m"))
    }
  })
})

describe("the guide to adapters", () => {
  it("ends with its suites green", { timeout: PATIENCE }, async () => {
    const text = readFileSync(new URL("../../ADAPTERS.md", import.meta.url), "utf8")
    const files = [...text.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)]
    expect(files.map(([, name]) => name)).toEqual(["directory.ts", "directory.test.ts", "visits.ts", "store.test.ts"])
    const directory = join(bare.path, "guide")
    mkdirSync(directory)
    for (const [, name = "", code = ""] of files) writeFileSync(join(directory, name), code)
    const { code, stdout } = await nodeTests(directory, process.execPath, ["--test"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^. fail 0$/m)
    expect(Number(/^. pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(200)
    const options = {
      module: "nodenext",
      lib: ["es2024", "esnext", "dom"],
      types: ["node"],
      typeRoots: [join(full.path, "node_modules/@types")],
      allowImportingTsExtensions: true,
    }
    expect(await typeErrors(directory, { include: ["*.ts"] }, options)).toBe("")
  })
})
