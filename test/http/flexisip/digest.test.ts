import { describe, expect, it } from "vitest"
import { memory, stores } from "../hermes/stores.ts"
import { LOCAL, useWorld } from "../hermes/world.ts"
import { type DigestOptions, digestOf, hashOf } from "./client.ts"
import { addAccount, ELSEWHERE, makeClients } from "./fixtures.ts"

const ME = "/accounts/me"

describe.each(stores)("digest on $name", (kind) => {
  const it_ = useWorld(kind)
  const clientOf = () => makeClients(it_.world).client

  it("answers 401 without a challenge where nobody says who calls", async () => {
    const answer = await clientOf().get(ME)
    expect([answer.status, answer.json, answer.challenges]).toEqual([
      401,
      { message: "From header is required or invalid token" },
      [],
    ])
    for (const from of ["alice", "mailto:alice@bar.bz", "sip:", "sip:%zz@bar.bz", "sip:alice"]) {
      const odd = await clientOf().get(ME, { headers: { from } })
      expect([odd.status, odd.json, odd.challenges], from).toEqual([401, { message: "Invalid SIP address" }, []])
    }
  })

  it("answers 404 for a name that nobody has", async () => {
    const answer = await clientOf().get(ME, { headers: { from: "sip:missing@username" } })
    expect([answer.status, answer.json, answer.challenges]).toEqual([404, { message: "SIP address not found" }, []])
  })

  it("challenges with every algorithm, of one nonce, and takes the answer to any", async () => {
    const alice = await addAccount(it_.world, "alice")
    const asked = await clientOf().get(ME, { headers: { from: `sip:${alice.address};transport=tls` } })
    expect([asked.status, asked.json]).toEqual([401, { message: "Unauthenticated request" }])
    expect(asked.challenges.map(({ algorithm, realm, qop }) => ({ algorithm, realm, qop }))).toEqual([
      { algorithm: "MD5", realm: LOCAL, qop: "auth" },
      { algorithm: "SHA-256", realm: LOCAL, qop: "auth" },
    ])
    expect(new Set(asked.challenges.map(({ nonce }) => nonce)).size).toBe(1)
    expect(asked.challenges[0]?.["stale"]).toBeUndefined()
    for (const algorithm of ["MD5", "SHA-256"]) {
      const answer = await clientOf().digest(alice, "GET", ME, { algorithm })
      expect([answer.status, answer.json?.username, answer.json?.domain]).toEqual([200, "alice", LOCAL])
    }
  })

  it("goes on with the nonce of a success, each count once and only upwards", async () => {
    const alice = await addAccount(it_.world, "alice")
    const first = await clientOf().digest(alice, "GET", ME, { algorithm: "MD5" })
    expect(first.status).toBe(200)
    const [challenge = {}] = first.challenges
    expect(challenge["algorithm"]).toBe("MD5")
    const next = (nc: string) => clientOf().digest(alice, "GET", ME, { challenge, nc })
    expect((await next("00000002")).status).toBe(200)
    for (const nc of ["00000002", "00000001"]) {
      const replayed = await next(nc)
      expect([replayed.status, replayed.json], nc).toEqual([401, { message: "Nonce replayed" }])
      expect(replayed.challenges[0]?.["nonce"]).not.toBe(challenge["nonce"])
    }
    expect((await next("0000000a")).status).toBe(200)
    expect((await next("00000005")).json).toEqual({ message: "Nonce replayed" })
    expect((await next("0000000A")).status).toBe(401)
    expect((await next("0000000B")).status).toBe(200)
  })

  it("offers only what was asked for with the password", async () => {
    const offered: Readonly<Record<string, string>> = { md5: "MD5", sha: "SHA-256", long: "SHA-512-256" }
    for (const [user, algorithm] of Object.entries(offered)) {
      const account = await addAccount(it_.world, user, { algorithm })
      const asked = await clientOf().get(ME, { headers: { from: `sip:${account.address}` } })
      expect(asked.challenges.map((challenge) => challenge["algorithm"])).toEqual([algorithm])
      const right = await clientOf().digest(account, "GET", ME)
      expect([right.status, right.json.passwords]).toEqual([200, [{ algorithm }]])
      const other = algorithm === "MD5" ? "SHA-256" : "MD5"
      const wrong = await clientOf().digest(account, "GET", ME, { algorithm: other })
      expect([wrong.status, wrong.json]).toEqual([401, { message: "Wrong algorithm" }])
      expect(wrong.challenges.map((challenge) => challenge["algorithm"])).toEqual([algorithm])
    }
  })

  it("refuses every field that is not as it was asked for, and never with another status", async () => {
    const alice = await addAccount(it_.world, "alice")
    const cases: ReadonlyArray<readonly [string, DigestOptions]> = [
      ["Unauthorized", { ha1: hashOf("MD5", `alice:${LOCAL}:wrong`) }],
      ["Unauthorized", { response: "0".repeat(32) }],
      ["Unauthorized", { response: "" }],
      ["Wrong realm", { realm: "test" }],
      ["Wrong username", { username: "bob" }],
      ["Wrong username", { username: alice.address }],
      ["Wrong uri", { uri: "/api/accounts" }],
      ["Wrong uri", { uri: "/accounts/me" }],
      ["Nonce invalid", { opaque: "another" }],
      ["Nonce invalid", { nonce: "0123456789abcdef0123456789abcdef" }],
      ["Malformed digest", { qop: "auth-int" }],
      ["Malformed digest", { nc: "1" }],
      ["Malformed digest", { nc: "00000000" }],
      ["Malformed digest", { nc: "0000000g" }],
      ["Malformed digest", { algorithm: "SHA-1" }],
      ["Malformed digest", { algorithm: "MD5-sess" }],
      ...["username", "realm", "nonce", "uri", "response", "opaque", "qop", "cnonce", "nc"].map(
        (name) => ["Malformed digest", { without: [name] }] as const,
      ),
    ]
    for (const [index, [message, options]] of cases.entries()) {
      // Each from a host of its own, and so slowly that none is held up.
      const client = clientOf().with({ "x-test-client": `198.51.100.${index}` })
      it_.world.clock.advance(16 * 60_000)
      const answer = await client.digest(alice, "GET", ME, { algorithm: "MD5", ...options })
      const what = JSON.stringify(options)
      expect(
        [answer.status, message === "Unauthorized" && options.response === "" ? message : answer.json?.message],
        what,
      ).toEqual([401, message])
      expect(answer.challenges.length, what).toBe(2)
    }
  })

  it("takes a uri with the query or without it, and no other", async () => {
    const admin = await addAccount(it_.world, "admin", { access: "full_write" })
    const target = "/accounts?page=1"
    for (const [uri, status] of [
      [`/api${target}`, 200],
      ["/api/accounts", 200],
      [`http://${LOCAL}/api${target}`, 200],
      ["/api/accounts?page=2", 401],
      ["/api/accounts/", 401],
    ] as const) {
      expect((await clientOf().digest(admin, "GET", target, { uri })).status, uri).toBe(status)
    }
  })

  it("says stale for an old nonce to who answers it rightly, and to nobody else", async () => {
    const alice = await addAccount(it_.world, "alice")
    const asked = await clientOf().get(ME, { headers: { from: `sip:${alice.address}` } })
    const [challenge = {}] = asked.challenges
    it_.world.clock.advance(5 * 60_000 - 1)
    expect((await clientOf().digest(alice, "GET", ME, { challenge })).status).toBe(200)
    it_.world.clock.advance(1)
    const stale = await clientOf().digest(alice, "GET", ME, { challenge, nc: "00000002" })
    expect([stale.status, stale.json]).toEqual([401, { message: "Nonce invalid" }])
    expect(stale.challenges.map((one) => one["stale"])).toEqual(["true", "true"])
    expect(stale.headers.get("www-authenticate")).toMatch(/,stale=true(?:,|$)/)
    const [fresh = {}] = stale.challenges
    expect((await clientOf().digest(alice, "GET", ME, { challenge: fresh })).status).toBe(200)
    const wrong = await clientOf().digest({ ...alice, password: "wrong" }, "GET", ME, { challenge, nc: "00000003" })
    expect(wrong.challenges.map((one) => one["stale"])).toEqual([undefined, undefined])
  })

  it("keeps a nonce to the account it was made for", async () => {
    const alice = await addAccount(it_.world, "alice")
    const bob = await addAccount(it_.world, "bob")
    const asked = await clientOf().get(ME, { headers: { from: `sip:${alice.address}` } })
    const answer = await clientOf().digest(bob, "GET", ME, { challenge: asked.challenges[0] ?? {} })
    expect([answer.status, answer.json]).toEqual([401, { message: "Nonce invalid" }])
  })

  it("proves itself in an Authentication-Info", async () => {
    const alice = await addAccount(it_.world, "alice", { algorithm: "SHA-256" })
    const answer = await clientOf().digest(alice, "GET", ME)
    const ha1 = hashOf("SHA-256", `alice:${LOCAL}:${alice.password}`)
    const nonce = answer.challenges[0]?.["nonce"]
    const ha2 = hashOf("SHA-256", ":/api/accounts/me")
    const rspauth = hashOf("SHA-256", [ha1, nonce, "00000001", "0a4f113b", "auth", ha2].join(":"))
    expect(answer.headers.get("authentication-info")).toBe(
      `qop=auth,rspauth="${rspauth}",cnonce="0a4f113b",nc=00000001`,
    )
  })

  it("answers 401 to an Authorization that is something else", async () => {
    const alice = await addAccount(it_.world, "alice")
    for (const authorization of [
      "",
      "Digest",
      "Digest ,",
      "Basic YTpi",
      "Bearer 1234",
      'Digest username="a',
      "Digest username=a, username=a",
      `Digest ${"x".repeat(9000)}`,
    ]) {
      it_.world.clock.advance(16 * 60_000)
      const answer = await clientOf().get(ME, { headers: { from: `sip:${alice.address}`, authorization } })
      expect([answer.status, answer.challenges.length], authorization.slice(0, 40)).toEqual([401, 2])
    }
  })

  it("holds up who guesses, by name and by host, also at names that nobody has", async () => {
    const alice = await addAccount(it_.world, "alice")
    const guess = (password: string) => clientOf().digest({ ...alice, password }, "GET", ME)
    for (let i = 0; i < 5; i++) expect((await guess(`wrong ${i}`)).status).toBe(401)
    const held = await guess(alice.password)
    expect([held.status, held.headers.get("retry-after")]).toEqual([429, "1"])
    expect(held.json.message).toMatch(/^Too many failed attempts/)
    it_.world.clock.advance(1000)
    expect((await guess(alice.password)).status).toBe(200)
    const other = clientOf().with({ "x-test-client": ELSEWHERE })
    const tried = []
    for (let i = 0; i < 25; i++)
      tried.push((await other.get(ME, { headers: { from: `sip:nobody${i}@${LOCAL}` } })).status)
    expect(tried.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 404))
    expect(tried.slice(-3)).toEqual([429, 429, 429])
  })

  it("uses one count for one of many calls at once", async () => {
    const alice = await addAccount(it_.world, "alice")
    const asked = await clientOf().get(ME, { headers: { from: `sip:${alice.address}` } })
    const [challenge = {}] = asked.challenges
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => clientOf().digest(alice, "GET", ME, { challenge })),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 401),
    ])
  })

  it("lets an account in that is not activated, and not one that is blocked or gone", async () => {
    const alice = await addAccount(it_.world, "alice", { activated: false })
    const asleep = await clientOf().digest(alice, "GET", ME)
    expect([asleep.status, asleep.json.activated]).toEqual([200, false])
    await it_.world.sipwright.accounts.block({ address: alice.address })
    const blocked = await clientOf().digest(alice, "GET", ME)
    expect([blocked.status, blocked.json]).toEqual([403, { message: "Account blocked" }])
    const bob = await addAccount(it_.world, "bob")
    await it_.world.backDoor.deleteSubscriber({ username: "bob", domain: LOCAL })
    expect((await clientOf().digest(bob, "GET", ME)).status).toBe(404)
  })

  it("knows an account that kamctl made by the hash in its row", async () => {
    const ha1 = hashOf("MD5", `carol:${LOCAL}:a password`)
    await it_.world.backDoor.insertSubscriber({ username: "carol", domain: LOCAL, password: "x", ha1, ha1b: "" })
    const carol = { address: `carol@${LOCAL}`, password: "a password" }
    const asked = await clientOf().get(ME, { headers: { from: `sip:${carol.address}` } })
    expect(asked.challenges.map(({ algorithm }) => algorithm)).toEqual(["MD5"])
    expect((await clientOf().digest(carol, "GET", ME)).status).toBe(200)
  })

  it("challenges with the realm of the space", async () => {
    const { world } = it_
    await world.sipwright.spaces.add({ domain: LOCAL, name: "One", host: LOCAL, realm: 'realm "x" \\ y' })
    const alice = await addAccount(world, "alice", { algorithm: "SHA-256" })
    const asked = await clientOf().get(ME, { headers: { from: `sip:${alice.address}` } })
    expect(asked.challenges[0]?.["realm"]).toBe('realm "x" \\ y')
    const answer = await clientOf().digest(alice, "GET", ME)
    expect([answer.status, answer.json.realm]).toEqual([200, 'realm "x" \\ y'])
  })
})

describe("a digest", () => {
  it("is computed as in the worked vectors of RFC 7616 style clients", () => {
    const challenge = { realm: "sip.example.com", nonce: "0123456789abcdef0123456789abcdef", opaque: "o" }
    const user = { username: "alice", password: "testtest" }
    const responseOf = (algorithm: string) =>
      /response="(\w+)"/.exec(digestOf({ ...challenge, algorithm }, user, "GET", "/api/accounts/me"))?.[1]
    expect(responseOf("MD5")).toBe("efe881e734447ebcb5227f6432ff9af7")
    expect(responseOf("SHA-256")).toBe("a57399b6e5b6cd14c848dceab85a1f16faa5f9631b01ca228f7f1b4fc48898c9")
  })

  describe("over two servers", () => {
    const it_ = useWorld(memory)

    it("is counted by both", async () => {
      const alice = await addAccount(it_.world, "alice")
      const one = makeClients(it_.world).client
      const two = makeClients(it_.world.beside({})).client
      const asked = await one.get(ME, { headers: { from: `sip:${alice.address}` } })
      const [challenge = {}] = asked.challenges
      expect((await two.digest(alice, "GET", ME, { challenge })).status).toBe(200)
      expect((await one.digest(alice, "GET", ME, { challenge })).json).toEqual({ message: "Nonce replayed" })
    })
  })
})
