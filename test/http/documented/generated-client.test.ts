import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import openapiTS, { astToString } from "openapi-typescript"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runProgram } from "../../support/run-program.ts"
import { ADMIN_PASSWORD, type SipwrightServer, startSipwright } from "../../support/sipwright-server.ts"
import { CLIENT_PROGRAM } from "./client-program.ts"

// Inside the repository, so that the program finds openapi-fetch; it never imports anything of ours.
const FOLDER = fileURLToPath(new URL("../../../test-results/generated-client", import.meta.url))
const COMPILER = fileURLToPath(new URL("bin/tsc", import.meta.resolve("@typescript/native/package.json")))

const COMPILER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: "es2024",
  lib: ["es2024", "dom", "dom.iterable"],
  module: "nodenext",
  types: ["node"],
}

describe("a client generated from the document of a running server", () => {
  let server: SipwrightServer

  beforeAll(async () => {
    server = await startSipwright({ databaseUrl: "memory:", domains: ["example.org"] })
    rmSync(FOLDER, { recursive: true, force: true })
    mkdirSync(FOLDER, { recursive: true })
  })

  afterAll(() => server?.stop())

  it("compiles in strict TypeScript, logs in, adds, gets and removes", async () => {
    const types = astToString(await openapiTS(new URL(`${server.url}/openapi.json`)))
    const files = {
      "package.json": JSON.stringify({ type: "module" }),
      "tsconfig.json": JSON.stringify({ compilerOptions: COMPILER_OPTIONS }),
      "sipwright.d.ts": types,
      "program.ts": CLIENT_PROGRAM,
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(`${FOLDER}/${name}`, content)

    await runProgram(process.execPath, [COMPILER, "-p", FOLDER])
    const printed = await runProgram(process.execPath, [`${FOLDER}/program.js`, server.url, ADMIN_PASSWORD])
    expect(JSON.parse(printed)).toEqual({
      added: "carol",
      got: "Carol",
      removed: "carol@example.org",
      status: 404,
      cause: "nonexistant",
    })
  })
})
