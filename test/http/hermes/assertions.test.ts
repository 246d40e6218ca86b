import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose"
import { beforeEach, describe, expect, it } from "vitest"
import { type Form, outcome } from "./client.ts"
import { atOnce, done, tally } from "./fixtures.ts"
import { stores } from "./stores.ts"
import { HOME, useWorld } from "./world.ts"

const MINUTE = 60_000

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>
type Algorithm = "EdDSA" | "ES256"

const pairOf = (algorithm: Algorithm): Promise<KeyPair> =>
  generateKeyPair(algorithm, { extractable: true, ...(algorithm === "EdDSA" ? { crv: "Ed25519" } : {}) })

const sign = (claims: JWTPayload, { privateKey }: KeyPair, alg: string): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(privateKey)

describe.each(stores)("key pairs over $name", (kind) => {
  const used = useWorld(kind)
  let pair: KeyPair
  let id: string
  let serial = 0

  const now = () => Math.floor(used.world.clock.now / 1000)
  const register = async (public_key: string, more: Form = {}) => {
    const { body } = await done(used.writer, "auth/new_apikey", { host: HOME, access: "1", public_key, ...more })
    expect(Object.keys(body)).not.toContain("key")
    return String(body["id"])
  }
  const claims = (more: JWTPayload = {}): JWTPayload => ({
    iss: id,
    sub: id,
    aud: "sipwright",
    exp: now() + 60,
    jti: `number ${++serial}`,
    ...more,
  })
  const present = async (assertion: string, client = used.world.client()) => outcome(await client.open({ assertion }))

  beforeEach(async () => {
    pair = await pairOf("EdDSA")
    id = await register(await exportSPKI(pair.publicKey))
  })

  it("opens a session with the level of the key, once an assertion", async () => {
    const assertion = await sign(claims(), pair, "EdDSA")
    const client = used.world.client()
    expect(await present(assertion, client)).toBe("ok")
    await done(client, "domain/list")
    expect(outcome(await client.call("auth/list_users"))).toBe("failed/forbidden")
    expect(await present(assertion)).toBe("failed/unauthorized")
    if (kind.takesTwoWriters) {
      const beside = used.world.beside({})
      expect(await present(assertion, beside.client())).toBe("failed/unauthorized")
      await beside.close()
    }
    expect(await used.world.backDoor.storedText()).not.toContain(assertion)
  })

  it("of ten uses of one assertion at once, one succeeds", async () => {
    const assertion = await sign(claims(), pair, "EdDSA")
    const replies = await atOnce(10, () => used.world.client().open({ assertion }))
    expect(tally(replies)).toEqual({ ok: 1, "failed/unauthorized": 9 })
  })

  it.each([
    ["PEM of Ed25519", "EdDSA", "pem"],
    ["JWK of Ed25519", "EdDSA", "jwk"],
    ["PEM of P-256", "ES256", "pem"],
    ["JWK of P-256", "ES256", "jwk"],
  ] as const)("takes a key as %s", async (_, algorithm, form) => {
    pair = await pairOf(algorithm)
    const jwk = await exportJWK(pair.publicKey)
    id = await register(
      form === "pem" ? await exportSPKI(pair.publicKey) : JSON.stringify({ ...jwk, use: "sig", kid: "a" }),
    )
    expect(await present(await sign(claims(), pair, algorithm))).toBe("ok")
    expect(await present(await sign(claims({ aud: ["other", "sipwright"] }), pair, algorithm))).toBe("ok")
  })

  it.each([
    ["another audience", { aud: "somebody-else" }],
    ["no audience", { aud: undefined }],
    ["an issuer that is not the subject", { iss: "somebody" }],
    ["no subject", { sub: undefined }],
    ["an unknown key", { iss: "nobody", sub: "nobody" }],
    ["no end", { exp: undefined }],
    ["no jti", { jti: undefined }],
    ["an empty jti", { jti: "" }],
    ["a jti without end", { jti: "x".repeat(256) }],
    ["a jti that is no text", { jti: 7 as unknown as string }],
  ])("refuses %s", async (_, wrong) => {
    expect(await present(await sign(claims(wrong as JWTPayload), pair, "EdDSA"))).toBe("failed/unauthorized")
  })

  it.each([
    ["that ended a minute ago", -60, false],
    ["that ended just now, by a clock that is a little slow", -5, true],
    ["for five minutes", 300, true],
    ["for ten minutes", 600, false],
    ["that is not good yet", 60, false, 120],
  ])("takes an assertion %s: %s", async (_, exp, good, nbf?: number) => {
    const times = { exp: now() + exp, ...(nbf === undefined ? {} : { nbf: now() + nbf }) }
    expect(await present(await sign(claims(times), pair, "EdDSA"))).toBe(good ? "ok" : "failed/unauthorized")
  })

  it("stays used for as long as it is good", async () => {
    const assertion = await sign(claims({ exp: now() + 300 }), pair, "EdDSA")
    expect(await present(assertion)).toBe("ok")
    used.world.clock.advance(4 * MINUTE)
    expect(await present(await sign(claims(), pair, "EdDSA"))).toBe("ok")
    expect(await present(assertion)).toBe("failed/unauthorized")
    used.world.clock.advance(2 * MINUTE)
    expect(await present(await sign(claims(), pair, "EdDSA"))).toBe("ok")
    expect(await present(assertion)).toBe("failed/unauthorized")
  })

  it("refuses what another key signed, nothing signed, or somebody changed", async () => {
    const good = await sign(claims(), pair, "EdDSA")
    const [head = "", , signature = ""] = good.split(".")
    const raised = btoa(JSON.stringify(claims({ exp: now() + 200 }))).replace(/=+$/, "")
    for (const assertion of [
      await sign(claims(), await pairOf("EdDSA"), "EdDSA"),
      await sign(claims(), await pairOf("ES256"), "ES256"),
      new UnsecuredJWT(claims()).encode(),
      // HMAC with the public key as its secret.
      await new SignJWT(claims())
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(await exportSPKI(pair.publicKey))),
      `${head}.${raised}.${signature}`,
      `${good.slice(0, -4)}AAAA`,
      "not.a.jwt",
      "x",
    ]) {
      expect(await present(assertion)).toBe("failed/unauthorized")
    }
    expect(await present(good)).toBe("ok")
  })

  it("is bound to its host, and ends with its key", async () => {
    const elsewhere = used.world.clientFrom("198.51.100.1")
    expect(await present(await sign(claims(), pair, "EdDSA"), elsewhere)).toBe("failed/unauthorized")
    const client = used.world.client()
    expect(await present(await sign(claims(), pair, "EdDSA"), client)).toBe("ok")
    await done(used.writer, "auth/remove_apikey", { key: id })
    expect(outcome(await client.call("domain/list"))).toBe("failed/unauthorized")
    expect(await present(await sign(claims(), pair, "EdDSA"))).toBe("failed/unauthorized")
  })

  it("the id alone opens nothing", async () => {
    for (const api_key of [id, ""]) {
      const reply = await used.world.client().open({ api_key })
      expect(outcome(reply)).toBe(api_key === "" ? "invalid/parameters" : "failed/unauthorized")
    }
  })

  it("refuses private keys and keys of other kinds, saying what is wanted, and keeps nothing", async () => {
    const { privateKey, publicKey } = await pairOf("ES256")
    const rsa = await generateKeyPair("RS256", { extractable: true })
    const p384 = await generateKeyPair("ES384", { extractable: true })
    const given = [
      JSON.stringify(await exportJWK(privateKey)),
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----",
      await exportSPKI(rsa.publicKey),
      JSON.stringify(await exportJWK(rsa.publicKey)),
      await exportSPKI(p384.publicKey),
      JSON.stringify({ ...(await exportJWK(publicKey)), x: "AAAA" }),
      JSON.stringify({ kty: "oct", k: "c2VjcmV0" }),
      "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
      "{",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI",
    ]
    for (const public_key of given) {
      const reply = await used.writer.call("auth/new_apikey", { host: HOME, access: "1", public_key })
      expect(outcome(reply), public_key).toBe("invalid/parameters")
      expect(reply.body["detail"]).toMatch(/^public_key is /)
    }
    const { body } = await done(used.writer, "auth/list_apikeys")
    expect(body["list"]).toHaveLength(1)
  })
})
