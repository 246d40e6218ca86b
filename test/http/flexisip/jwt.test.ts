import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { memory, stores } from "../hermes/stores.ts"
import { LOCAL, useWorld } from "../hermes/world.ts"
import { addAccount, makeClients } from "./fixtures.ts"

const ME = "/accounts/me"
const rsa = await generateKeyPair("RS256", { extractable: true })
const other = await generateKeyPair("RS256", { extractable: true })
const publicKey = await exportSPKI(rsa.publicKey)

const SECONDS = 1000

describe.each(stores)("tokens of an issuer on $name", (kind) => {
  const used = useWorld(kind, {
    app: { flexisip: { jwt: { publicKey, issuer: "https://id.example", audience: "sip", sipClaim: "sip_identity" } } },
  })

  const sign = async (
    claims: JWTPayload,
    { alg = "RS256", key = rsa.privateKey }: { readonly alg?: string; readonly key?: CryptoKey | Uint8Array } = {},
  ) => {
    const now = Math.floor(used.world.clock.now / SECONDS)
    // Keys of WebCrypto are of one algorithm.
    const fitting =
      key === rsa.privateKey && alg !== "RS256" && alg.startsWith("RS")
        ? await crypto.subtle.importKey(
            "pkcs8",
            await crypto.subtle.exportKey("pkcs8", rsa.privateKey),
            { name: "RSASSA-PKCS1-v1_5", hash: `SHA-${alg.slice(2)}` },
            false,
            ["sign"],
          )
        : key
    return new SignJWT({ iss: "https://id.example", aud: "sip", exp: now + 60, ...claims })
      .setProtectedHeader({ alg })
      .sign(fitting)
  }

  const by = (token: string) =>
    makeClients(used.world).client.get(ME, { headers: { authorization: `Bearer ${token}` } })

  it("let in the account of their SIP claim, else of their e-mail", async () => {
    await addAccount(used.world, "alice", { email: "Alice@mail.example" })
    for (const [claims, alg] of [
      [{ sip_identity: `sip:alice@${LOCAL}` }, "RS256"],
      [{ sip_identity: `sip:alice@${LOCAL}` }, "RS512"],
      [{ sip_identity: `sips:ALICE@${LOCAL}` }, "RS384"],
      [{ email: "alice@mail.example" }, "RS256"],
      [{ sip_identity: "", email: "alice@mail.example", email_verified: true }, "RS256"],
    ] as const) {
      const answer = await by(await sign(claims, { alg }))
      expect([answer.status, answer.json?.username], JSON.stringify(claims)).toEqual([200, "alice"])
    }
  })

  it("answer 403 to who has no account, or shares the e-mail address", async () => {
    for (const user of ["alice", "bob"]) await addAccount(used.world, user, { email: "shared@mail.example" })
    for (const claims of [
      { sip_identity: `sip:nobody@${LOCAL}` },
      { sip_identity: `sip:nobody@${LOCAL}`, email: "shared@mail.example" },
      { sip_identity: "not a uri" },
      { email: "unknown@mail.example" },
      { email: "shared@mail.example" },
      { email: "" },
      {},
    ]) {
      const answer = await by(await sign(claims))
      expect([answer.status, answer.json], JSON.stringify(claims)).toEqual([
        403,
        { message: "The JWT token is not related to someone in the system" },
      ])
    }
  })

  it("answer 403 for an e-mail address that the issuer did not verify", async () => {
    await addAccount(used.world, "alice", { email: "alice@mail.example" })
    expect((await by(await sign({ email: "alice@mail.example", email_verified: false }))).status).toBe(403)
  })

  it("are refused where anything of them is wrong", async () => {
    await addAccount(used.world, "alice")
    const claims = { sip_identity: `sip:alice@${LOCAL}` }
    const now = Math.floor(used.world.clock.now / SECONDS)
    const secret = new TextEncoder().encode(publicKey)
    const [head, body, signature] = (await sign(claims)).split(".")
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
    const tokens = {
      expired: await sign({ ...claims, exp: now }),
      "without an end": await sign({ ...claims, exp: undefined as never }),
      "not yet": await sign({ ...claims, nbf: now + 10 }),
      "of another issuer": await sign({ ...claims, iss: "https://evil.example" }),
      "for somebody else": await sign({ ...claims, aud: "other" }),
      "signed by another": await sign(claims, { key: other.privateKey }),
      "HMAC with the public key": await sign(claims, { alg: "HS256", key: secret }),
      "no signature": `${encode({ alg: "none" })}.${body}.`,
      "another body": `${head}.${encode({ ...claims, exp: now + 60 })}.${signature}`,
      "no token": "1234",
      "three parts": "a.b.c",
      "too long": `${head}.${body}.${"x".repeat(9000)}`,
    }
    for (const [what, token] of Object.entries(tokens)) {
      used.world.clock.advance(0)
      const answer = await by(token)
      expect([answer.status, typeof answer.json?.message], what).toEqual([401, "string"])
      expect(answer.headers.get("www-authenticate"), what).toMatch(
        /^Bearer error="invalid_token", error_description="[^"]+"$/,
      )
    }
  })

  it("open no door to who is blocked, and decide alone where they are there", async () => {
    await addAccount(used.world, "alice")
    const good = await sign({ sip_identity: `sip:alice@${LOCAL}` })
    await used.world.sipwright.accounts.deactivate({ address: `alice@${LOCAL}` })
    expect((await by(good)).json.activated).toBe(false)
    await used.world.sipwright.accounts.block({ address: `alice@${LOCAL}` })
    expect((await by(good)).status).toBe(403)
    const key = await makeClients(used.world).keyOf("super")
    const both = await makeClients(used.world).client.get("/accounts", {
      headers: { authorization: "Bearer 1234", "x-api-key": key },
    })
    expect(both.status).toBe(401)
  })
})

describe("tokens by a key set", () => {
  let server: Server
  let answer: (path: string) => string | undefined = () => undefined
  let url = ""
  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = answer(request.url ?? "")
      response.writeHead(body === undefined ? 500 : 200, { "content-type": "application/json" }).end(body ?? "")
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  // The port is known only once the server listens, so the option is looked up when the app is made.
  const jwt = {
    get jwksUrl() {
      return url
    },
    sipClaim: "sub",
  }
  const used = useWorld(memory, { app: { flexisip: { jwt } } })
  afterEach(() => {
    answer = () => undefined
  })

  const tokenOf = async (alg: string, kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" }
    const exp = Math.floor(used.world.clock.now / SECONDS) + 60
    const token = await new SignJWT({ sub: `sip:alice@${LOCAL}`, exp })
      .setProtectedHeader({ alg, kid })
      .sign(privateKey)
    return { token, jwk }
  }

  const by = (token: string) =>
    makeClients(used.world).client.get(ME, { headers: { authorization: `Bearer ${token}` } })

  it("are of any kind of signature", async () => {
    await addAccount(used.world, "alice")
    const made = await Promise.all(["RS256", "PS256", "ES256", "ES384", "EdDSA"].map((alg) => tokenOf(alg, alg)))
    answer = () => JSON.stringify({ keys: made.map(({ jwk }) => jwk) })
    for (const { token, jwk } of made) expect((await by(token)).json?.username, jwk.alg).toBe("alice")
    const stranger = await tokenOf("RS256", "unknown")
    expect((await by(stranger.token)).status).toBe(401)
  })

  it("cannot be looked at while the key set cannot be had", async () => {
    await addAccount(used.world, "alice")
    const { token, jwk } = await tokenOf("ES256", "a")
    const down = await by(token)
    expect([down.status, down.json]).toEqual([503, { message: "The keys of the token's issuer cannot be reached." }])
    answer = () => "no JSON"
    expect((await by(token)).status).toBe(503)
    answer = () => JSON.stringify({ keys: [jwk] })
    expect((await by(token)).status).toBe(200)
  })
})

describe("without an issuer", () => {
  const used = useWorld(memory)

  it("a bearer token is nothing, and the digest is asked for", async () => {
    const alice = await addAccount(used.world, "alice")
    const headers = { authorization: "Bearer a.b.c" }
    expect((await makeClients(used.world).client.get(ME, { headers })).status).toBe(401)
    const known = await makeClients(used.world).client.get(ME, {
      headers: { ...headers, from: `sip:${alice.address}` },
    })
    expect([known.status, known.challenges.length]).toEqual([401, 2])
  })
})
