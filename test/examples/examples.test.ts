import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { databases } from "../support/databases.ts"
import { HermesSession } from "../support/hermes-session.ts"
import { loadKamailioSchema } from "../support/kamailio-schema.ts"
import { groupDn, GROUPS, passwordOf, READER, SUFFIX } from "../support/ldap-entries.ts"
import {
  installExample,
  nodeTests,
  type Packed,
  type PackageName,
  packPackages,
  typeErrors,
} from "../support/npm-project.ts"
import { onFreePort, startServer } from "../support/server-process.ts"
import { startSlapd } from "../support/slapd.ts"
import { temporaryDirectory } from "../support/temporary-directory.ts"

const tarballs = temporaryDirectory("packed")
let packed: Readonly<Record<PackageName, Packed>>
beforeAll(async () => {
  packed = await packPackages(tarballs.path)
})
afterAll(() => tarballs.remove())

// `npm install` of an example takes the time that the registry needs.
const PATIENCE = 240_000

/** As an editor does for whoever reads an example. */
const typeCheck = async (directory: string): Promise<void> => {
  const sources = readdirSync(directory).filter((name) => name.endsWith(".ts"))
  if (sources.length === 0) return
  const types = readdirSync(join(directory, "node_modules")).includes("@types") ? ["node"] : []
  const options = {
    module: "nodenext",
    lib: ["es2024", "esnext", "dom", "dom.iterable"],
    types,
    allowImportingTsExtensions: true,
  }
  expect(await typeErrors(directory, { files: sources }, options)).toBe("")
}

const withExample = async (name: string, use: (directory: string) => Promise<void>): Promise<void> => {
  const home = temporaryDirectory(name)
  try {
    await installExample(name, home.path, packed)
    await typeCheck(home.path)
    await use(home.path)
  } finally {
    home.remove()
  }
}

interface Running {
  readonly url: string
  readonly log: () => string
}

/** Runs the one command of an example until `use` is done. */
const withServer = (
  directory: string,
  options: {
    readonly env: (port: number) => Readonly<Record<string, string>>
    readonly path: string
    readonly args?: (port: number) => ReadonlyArray<string>
  },
  use: (running: Running) => Promise<void>,
): Promise<void> =>
  onFreePort(async (port) => {
    const url = `http://127.0.0.1:${port}`
    const server = await startServer({
      name: "example",
      program: "npm",
      args: options.args?.(port) ?? ["start"],
      directory,
      env: options.env(port),
      isReady: async () => (await fetch(`${url}${options.path}`)).status < 500,
    })
    try {
      await use({ url, log: server.log })
    } finally {
      await server.stop()
    }
  })

describe("examples", () => {
  it.each(["existing-service", "standalone-server", "edge-worker", "unit-test"])(
    "%s has a README of about ten lines with its command",
    (name) => {
      const text = readFileSync(new URL(`../../examples/${name}/README.md`, import.meta.url), "utf8")
      expect(text.split("\n").length).toBeLessThan(16)
      expect(text).toMatch(/^npm install\n.*npm (start|test)$/m)
    },
  )

  it("existing-service mounts the Hermes API and calls operations in process", { timeout: PATIENCE }, () =>
    withExample("existing-service", (directory) =>
      withServer(
        directory,
        { env: (port) => ({ PORT: String(port), SECRET_KEY: "7".repeat(64) }), path: "/sip/auth/ping" },
        async ({ url }) => {
          const post = (body: object) =>
            fetch(`${url}/employees`, {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(body),
            })
          const made = await post({ user: "alice", name: "Alice", mac: "00:11:22:33:44:55" })
          expect(made.status).toBe(201)
          expect(await made.json()).toEqual({
            address: "alice@example.org",
            password: expect.stringMatching(/^[A-Za-z0-9]{24}$/) as string,
          })
          const twice = await post({ user: "alice", name: "Alice" })
          expect([twice.status, await twice.json()]).toEqual([
            422,
            { error: "AddressTaken", message: "The address alice@example.org is taken." },
          ])
          const hermes = await fetch(`${url}/sip/user/list`)
          expect(await hermes.json()).toMatchObject({ response: "failed", cause: "unauthorized" })
          expect((await fetch(`${url}/employees/alice`, { method: "DELETE" })).status).toBe(204)
          expect((await fetch(`${url}/employees/alice`, { method: "DELETE" })).status).toBe(404)
          expect(existsSync(join(directory, "accounts.db"))).toBe(true)
        },
      ),
    ),
  )

  it("unit-test passes", { timeout: PATIENCE }, () =>
    withExample("unit-test", async (directory) => {
      const { code, stdout } = await nodeTests(directory, "npm", ["test"])
      expect(stdout).toMatch(/pass 3\b/)
      expect(code).toBe(0)
    }),
  )

  it("edge-worker serves the Hermes API on workerd", { timeout: PATIENCE }, () =>
    withExample("edge-worker", (directory) =>
      withServer(
        directory,
        {
          env: () => ({ ADMIN_PASSWORD: "admin of the edge" }),
          args: (port) => ["start", "--", `--socket-addr=http=127.0.0.1:${port}`],
          path: "/api/auth/ping",
        },
        async ({ url }) => {
          const session = await HermesSession.login(url, "admin", "admin of the edge")
          const servers = {
            registrar: "r.example.org",
            r_port: 5060,
            proxy: "r.example.org",
            p_port: 5060,
            prov_url: "",
          }
          await session.ok("domain/set_servers", {
            domain: "example.org",
            ...servers,
            prov_url: "https://p.example.org/",
          })
          await session.ok("user/add_local", { user: "alice@example.org", displayname: "Alice", email: "" })
          const answers = await Promise.all(
            Array.from({ length: 20 }, () => session.ok("user/get", { user: "alice@example.org" })),
          )
          expect(new Set(answers.map(({ user }) => user.password)).size).toBe(1)
          expect(
            await session.call("user/add_local", { user: "alice@example.org", displayname: "", email: "" }),
          ).toMatchObject({ cause: "exists" })
        },
      ),
    ),
  )

  const mariadb = databases().find(({ name }) => name === "mariadb")
  it.skipIf("skip" in inject("slapd") || mariadb?.skip !== undefined || mariadb === undefined)(
    "standalone-server works with MariaDB and LDAP",
    { timeout: PATIENCE },
    async () => {
      if (mariadb === undefined) return
      const database = await mariadb.create()
      const slapd = await startSlapd()
      try {
        await loadKamailioSchema(database)
        await withExample("standalone-server", (directory) =>
          withServer(
            directory,
            {
              env: (port) => ({
                SIPWRIGHT_PORT: String(port),
                SIPWRIGHT_DATABASE_URL: database.url,
                SIPWRIGHT_SECRET_KEY: "7".repeat(64),
                SIPWRIGHT_LDAP_URL: slapd.url,
                SIPWRIGHT_LDAP_BIND_DN: READER.dn,
                SIPWRIGHT_LDAP_BIND_PASSWORD: READER.password,
                SIPWRIGHT_LDAP_BASE_DN: SUFFIX,
                SIPWRIGHT_LDAP_GROUP_BASE_DN: GROUPS,
                SIPWRIGHT_LDAP_GROUP_ACCESS: `${groupDn("writers")}=full_write`,
              }),
              path: "/readyz",
            },
            async ({ url, log }) => {
              const session = await HermesSession.login(url, "bob", passwordOf("bob"))
              await session.ok("numbers/add", { number: "+4712345678" })
              expect(await session.ok("domain/list")).toMatchObject({ list: ["example.org"] })
              expect(log()).toContain("admin")
            },
          ),
        )
      } finally {
        await slapd.stop()
        await database.close()
      }
    },
  )
})
