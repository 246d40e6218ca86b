import { execFileSync } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { SignJWT } from "jose"
import { afterAll, describe, expect, it } from "vitest"
import { startServer } from "../../../packages/http/src/node/server.ts"
import { readSettings } from "../../../packages/http/src/node/settings.ts"
import { findProgram } from "../../support/installed.ts"
import { temporaryDirectory } from "../../support/temporary-directory.ts"

const home = temporaryDirectory("flexisip-settings")
afterAll(() => home.remove())

const path = (name: string, content: string): string => {
  const file = join(home.path, name)
  writeFileSync(file, content)
  return file
}

const serve = (more: Readonly<Record<string, string>>) =>
  startServer(
    readSettings({
      environment: {
        SIPWRIGHT_DATABASE_URL: "memory:",
        SIPWRIGHT_PORT: "0",
        SIPWRIGHT_DOMAINS: "sip.example.com",
        SIPWRIGHT_ADMIN_PASSWORD: "a password of the test",
        ...more,
      },
    }),
    { log: () => {}, terminal: undefined },
  )

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
const spki = publicKey.export({ type: "spki", format: "pem" }).toString()

describe("whose tokens are taken", () => {
  const forms: Record<string, () => string> = {
    "PEM text": () => spki,
    "PEM text with its line ends written out": () => spki.replaceAll("\n", "\\n"),
    "a file with PEM": () => path("public.pem", spki),
    "PEM of PKCS #1": () => publicKey.export({ type: "pkcs1", format: "pem" }).toString(),
  }
  const openssl = findProgram("openssl")
  if (openssl !== undefined) {
    forms["a certificate"] = () => {
      const key = path("key.pem", privateKey.export({ type: "pkcs8", format: "pem" }).toString())
      return execFileSync(openssl, ["req", "-x509", "-key", key, "-subj", "/CN=id.example", "-days", "1"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      })
    }
  }

  it.each(Object.entries(forms))("is given by %s", async (_, form) => {
    const server = await serve({ SIPWRIGHT_JWT_PUBLIC_KEY: form(), SIPWRIGHT_JWT_SIP_CLAIM: "sip_other_identifier" })
    try {
      await server.sipwright.accounts.addLocal({
        address: "alice@sip.example.com",
        displayName: "",
        email: "",
        servers: false,
      })
      const claims = { sip_other_identifier: "sip:alice@sip.example.com", exp: Math.floor(Date.now() / 1000) + 60 }
      const token = await new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(privateKey)
      const answer = await fetch(`${server.url}/api/accounts/me`, { headers: { authorization: `Bearer ${token}` } })
      expect([answer.status, ((await answer.json()) as { username: string }).username]).toEqual([200, "alice"])
    } finally {
      await server.close()
    }
  })

  it.each([
    ["nothing", "nothing at all", /neither PEM text nor a file/],
    ["a private key", privateKey.export({ type: "pkcs8", format: "pem" }).toString(), /is a private key/],
    ["broken PEM", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", /no public key and no certificate/],
  ])("is refused by %s, without repeating it", async (_, given, sentence) => {
    const error = await serve({ SIPWRIGHT_JWT_PUBLIC_KEY: given }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: "SettingsError", message: expect.stringMatching(sentence) })
    expect(String(error)).not.toContain("MII")
  })

  it("is given once", () => {
    const environment = { SIPWRIGHT_JWT_PUBLIC_KEY: spki, SIPWRIGHT_JWT_JWKS_URL: "https://id.example/certs" }
    expect(() => readSettings({ environment })).toThrow(/both given/)
  })
})

describe("languages", () => {
  const folder = (name: string, files: Readonly<Record<string, string>>): string => {
    const made = join(home.path, name)
    mkdirSync(made)
    for (const [file, content] of Object.entries(files)) writeFileSync(join(made, file), content)
    return made
  }

  it("are files in a folder", async () => {
    const locales = folder("good", {
      "de.json": '{"required":"{{attribute}} fehlt.","attributes":{"username":"Name"}}',
    })
    const server = await serve({ SIPWRIGHT_FLEXISIP_LOCALES: locales })
    try {
      const key = (await server.sipwright.apiKeys.add({ host: "127.0.0.1", access: "full_write" })).key ?? ""
      const answer = await fetch(`${server.url}/api/accounts`, {
        method: "POST",
        headers: { "x-api-key": key, "accept-language": "de-AT" },
        body: '{"password":"123456","algorithm":"MD5"}',
      })
      expect([answer.status, await answer.json()]).toEqual([
        422,
        { message: "Name fehlt.", errors: { username: ["Name fehlt."] } },
      ])
    } finally {
      await server.close()
    }
  })

  it.each([
    ["missing", undefined, /there is no folder/],
    ["named", { "not a language.json": "{}" }, /not named by a language/],
    ["broken", { "de.json": "{" }, /de\.json is no JSON object/],
  ])("are refused where the folder is wrong: %s", async (name, files, sentence) => {
    const locales = files === undefined ? join(home.path, name) : folder(name, files)
    await expect(serve({ SIPWRIGHT_FLEXISIP_LOCALES: locales })).rejects.toThrow(sentence)
  })
})
