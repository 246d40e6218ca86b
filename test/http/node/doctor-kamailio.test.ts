import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { temporaryDirectory } from "../../support/temporary-directory.ts"
import { run } from "./captured-io.ts"

const home = temporaryDirectory("doctor-kamailio")

/** A Kamailio that has read its table when it was told to, and says what it was told. */
let kamailio: Server
let url = ""
let told: Array<string> = []
let inMemory: ReadonlyArray<string> = []
let inTable: ReadonlyArray<string> = []

const answerTo = (method: string): unknown => {
  if (method === "domain.reload") inMemory = inTable
  return method === "domain.dump" ? { domains: inMemory.map((domain) => ({ domain, did: domain })) } : {}
}

beforeAll(async () => {
  kamailio = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk: Buffer) => (body += chunk.toString()))
    request.on("end", () => {
      const { method, id } = JSON.parse(body) as { readonly method: string; readonly id: number }
      told.push(method)
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result: answerTo(method) }))
    })
  })
  await new Promise<void>((resolve) => kamailio.listen(0, "127.0.0.1", resolve))
  url = `http://127.0.0.1:${(kamailio.address() as AddressInfo).port}/RPC`
})
afterAll(async () => {
  home.remove()
  await new Promise((resolve) => kamailio.close(resolve))
})
beforeEach(() => {
  told = []
})

const cli = (words: string, more: Readonly<Record<string, string>> = { SIPWRIGHT_KAMAILIO_RPC_URL: url }) =>
  run(words.split(" "), { SIPWRIGHT_DATABASE_URL: `sqlite:${join(home.path, "doctor.db")}`, ...more })

describe("a running Kamailio", () => {
  it("is told by the command line what has changed", async () => {
    await cli("migrate")
    expect((await cli("domain add one.example")).out).toBe("Added the domain one.example.\n")
    expect(told).toEqual(["domain.reload"])
    const servers = "--registrar-host sip.one.example --provisioning-url https://p.one.example/"
    await cli(`domain servers one.example ${servers}`)
    await cli("account add alice@one.example")
    told = []
    expect((await cli("account block alice@one.example")).out).toBe("The account alice@one.example is blocked.\n")
    expect((await cli("account unblock alice@one.example")).out).toBe("The account alice@one.example is active.\n")
    expect((await cli("account remove alice@one.example")).out).toBe("Removed the account alice@one.example.\n")
    expect(told).toEqual(["ul.rm", "ul.rm"])
  })

  it("has its domains compared with its table, and reads them again", async () => {
    inTable = ["one.example"]
    inMemory = ["ONE.example"]
    expect(await cli("doctor")).toMatchObject({ code: 0 })
    inMemory = ["old.example"]
    const found = await cli("doctor")
    expect(found.code).toBe(1)
    expect(found.out).toContain(
      "does not serve one.example yet, and still serves old.example: that waits for domain.reload",
    )
    expect(await cli("doctor --fix")).toMatchObject({ code: 0 })
    expect(await cli("doctor")).toMatchObject({ code: 0 })
  })

  it("may be away: the change is made, and both say so", async () => {
    const away = { SIPWRIGHT_KAMAILIO_RPC_URL: "http://rpc:geheim@127.0.0.1:1/RPC" }
    expect((await cli("domain add two.example", away)).out).toContain("after domain.reload")
    const found = await cli("doctor --json", away)
    expect([found.code, (JSON.parse(found.out) as { findings: ReadonlyArray<{ kind: string }> }).findings]).toEqual([
      1,
      [expect.objectContaining({ kind: "kamailio-unreachable" })],
    ])
    expect(found.out + found.err).not.toContain("geheim")
  })

  it("is missed by doctor, which is no fault", async () => {
    const { code, out } = await cli("doctor", {})
    expect(code).toBe(0)
    expect(out).toContain("Without SIPWRIGHT_KAMAILIO_RPC_URL")
  })
})
