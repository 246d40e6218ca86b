import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { type Form, outcome } from "./client.ts"
import {
  addLocal,
  addRemote,
  ALICE,
  atOnce,
  BOB,
  CAROL,
  CAROLS_PASSWORD,
  done,
  listOf,
  MALFORMED_ADDRESSES,
  NOBODY,
  tally,
  userObject,
} from "./fixtures.ts"
import { stores } from "./stores.ts"
import { BARE, FOREIGN, LOCAL, SERVERS, useWorld } from "./world.ts"

const md5 = (text: string): string => createHash("md5").update(text).digest("hex")

const local = (user: string): Form => ({ user, displayname: "", email: "" })
const remote = (user: string): Form => ({
  user,
  password: CAROLS_PASSWORD,
  displayname: "",
  registrar: "sip.elsewhere.example",
})

describe.each(stores)("user nodes over $name", (kind) => {
  const used = useWorld(kind)

  describe("add_local", () => {
    it("makes a user with a generated password and the servers of its domain", async () => {
      const { body } = await addLocal(used.writer, ALICE, { displayname: "Alice", email: "alice@example.org" })
      const user = body["user"] as Record<string, unknown>
      const password = String(user["password"])
      expect(password).toMatch(/^[A-Za-z0-9]{24}$/)
      const { registrar, r_port, proxy, p_port } = SERVERS
      expect(user).toEqual({
        type: "local",
        username: "alice",
        password,
        domain: LOCAL,
        authid: null,
        registrar,
        r_port,
        proxy,
        p_port,
        dialplan: null,
        displayname: "Alice",
        linetext: null,
        email: "alice@example.org",
        ha1: md5(`alice:${LOCAL}:${password}`),
        ha1b: md5(`${ALICE}:${LOCAL}:${password}`),
        rpid: null,
        permittedcalls: 0,
      })
    })

    it("answers what user/get answers afterwards", async () => {
      const added = await addLocal(used.writer, ALICE, { displayname: "Alice", email: "alice@example.org" })
      expect(added.body["user"]).toEqual(await userObject(used.writer, ALICE))
    })

    it("gives every user another password", async () => {
      const passwords = await Promise.all(
        ["a", "b", "c"].map(async (name) => (await addLocal(used.writer, `${name}@${LOCAL}`)).body["user"]),
      )
      expect(new Set(passwords.map((user) => (user as Record<string, unknown>)["password"])).size).toBe(3)
    })

    it("takes the domain's servers as they are at that time", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "domain/set_servers", {
        domain: LOCAL,
        registrar: "new.bar.bz",
        r_port: "5070",
        proxy: "new.bar.bz",
        p_port: "5071",
        prov_url: "https://new.bar.bz/",
      })
      await addLocal(used.writer, BOB)
      expect(await userObject(used.writer, ALICE)).toMatchObject({ registrar: SERVERS.registrar })
      expect(await userObject(used.writer, BOB)).toMatchObject({ registrar: "new.bar.bz", r_port: 5070, p_port: 5071 })
    })

    it("is `exists` where an account or an alias has the address, in any spelling", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "alias/add", { alias: BOB, destination: ALICE })
      for (const user of [ALICE, "ALICE@BAR.BZ", `sip:${ALICE}`, BOB, "Bob@bar.bz"]) {
        expect(outcome(await used.writer.call("user/add_local", local(user))), user).toBe("failed/exists")
      }
    })

    it("is `nxdomain` for a domain that is not local, and `servfail` for one without servers", async () => {
      expect(outcome(await used.writer.call("user/add_local", local(CAROL)))).toBe("failed/nxdomain")
      expect(outcome(await used.writer.call("user/add_local", local(`alice@${BARE}`)))).toBe("failed/servfail")
    })

    it.each(["displayname", "email"])("needs %s, which may be empty", async (name) => {
      const { [name]: _, ...rest } = local(ALICE)
      const reply = await used.writer.call("user/add_local", rest)
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain(name)
    })

    it("refuses text that is too long, naming the parameter", async () => {
      for (const name of ["displayname", "email"]) {
        const reply = await used.writer.call("user/add_local", { ...local(ALICE), [name]: "x".repeat(256) })
        expect(outcome(reply)).toBe("invalid/parameters")
        expect(reply.body["detail"]).toContain(name)
      }
    })

    it("lets one of twenty simultaneous calls to two servers have an address", async () => {
      const other = used.world.beside({})
      const clients = [used.writer, kind.takesTwoWriters ? other.clientLike(used.writer) : used.writer]
      const replies = await atOnce(20, (index) =>
        (clients[index % 2] ?? used.writer).call(
          "user/add_local",
          local(index % 3 === 0 ? ALICE : ALICE.toUpperCase()),
        ),
      )
      await other.close()
      expect(tally(replies)).toEqual({ ok: 1, "failed/exists": 19 })
      const [made] = replies.filter((reply) => outcome(reply) === "ok")
      expect(made?.body["user"]).toEqual(await userObject(used.writer, ALICE))
    })

    it("keeps strange but storable text byte for byte", async () => {
      const displayname = " \u202e'\"<&>\\%_\u{1f4de}\u0301\t\r\n;-- é "
      await addLocal(used.writer, ALICE, { displayname })
      expect(await userObject(used.writer, ALICE)).toMatchObject({ displayname })
    })
  })

  describe("add_remote", () => {
    it("makes a user that only provisioning knows", async () => {
      const { body } = await addRemote(used.writer, CAROL, {
        r_port: "5060",
        proxy: "proxy.elsewhere.example",
        p_port: "5061",
        authid: "c4rol",
        dialplan: "(.*)",
        linetext: "Line 1",
      })
      const user = {
        type: "remote",
        username: "carol",
        password: CAROLS_PASSWORD,
        domain: FOREIGN,
        authid: "c4rol",
        registrar: "sip.elsewhere.example",
        r_port: 5060,
        proxy: "proxy.elsewhere.example",
        p_port: 5061,
        dialplan: "(.*)",
        displayname: "Carol",
        linetext: "Line 1",
      }
      expect(body).toEqual({ response: "ok", user })
      expect(await userObject(used.writer, CAROL)).toEqual(user)
      expect(await used.world.backDoor.subscribers()).toEqual([])
    })

    it("takes optional parameters that are empty for missing ones", async () => {
      const empty = { r_port: "", proxy: "", p_port: "", authid: "", dialplan: "", linetext: "" }
      await addRemote(used.writer, CAROL, empty)
      const nothing = { r_port: null, proxy: null, p_port: null, authid: null, dialplan: null, linetext: null }
      expect(await userObject(used.writer, CAROL)).toMatchObject(nothing)
    })

    it("is `domain` for a local domain", async () => {
      expect(outcome(await used.writer.call("user/add_remote", remote(ALICE)))).toBe("failed/domain")
      expect(outcome(await used.writer.call("user/add_remote", remote(`a@${BARE.toUpperCase()}`)))).toBe(
        "failed/domain",
      )
    })

    it("is `exists` for an address that is taken", async () => {
      await addRemote(used.writer)
      expect(outcome(await used.writer.call("user/add_remote", remote(CAROL.toUpperCase())))).toBe("failed/exists")
    })

    it.each(["password", "displayname", "registrar"])("needs %s", async (name) => {
      const { [name]: _, ...rest } = remote(CAROL)
      const reply = await used.writer.call("user/add_remote", rest)
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain(name)
    })

    it.each([
      ["password", "empty", ""],
      ["password", "longer than 64 characters", "a much too long password".repeat(4)],
      ["password", "with a control character", "with a \u0007 bell"],
      ["registrar", "empty", ""],
      ["r_port", "a word", "sip"],
      ["r_port", "0", "0"],
      ["p_port", "65536", "65536"],
      ["p_port", "negative", "-1"],
      ["registrar", "longer than 255 characters", "x".repeat(256)],
      ["proxy", "longer than 255 characters", "x".repeat(256)],
      ["authid", "longer than 255 characters", "x".repeat(256)],
      ["linetext", "longer than 255 characters", "x".repeat(256)],
      ["displayname", "longer than 255 characters", "x".repeat(256)],
      ["dialplan", "longer than 1024 characters", "x".repeat(1025)],
    ])("refuses a %s that is %s, naming it", async (name, _, value) => {
      const reply = await used.writer.call("user/add_remote", { ...remote(CAROL), [name]: value })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain(name)
    })
  })

  describe("get", () => {
    it("is `nonexistant` where there is nobody", async () => {
      expect(outcome(await used.writer.call("user/get", { user: NOBODY }))).toBe("failed/nonexistant")
      expect(outcome(await used.writer.call("user/get", { user: CAROL }))).toBe("failed/nonexistant")
    })

    it("does not take an alias for a user", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "alias/add", { alias: BOB, destination: ALICE })
      expect(outcome(await used.writer.call("user/get", { user: BOB }))).toBe("failed/nonexistant")
    })

    it.each([ALICE, "ALICE@Bar.BZ", `sip:${ALICE}`, `SIP:${ALICE}`])("finds a user as %s", async (user) => {
      await addLocal(used.writer, ALICE)
      expect(await userObject(used.writer, user)).toMatchObject({ username: "alice", domain: LOCAL })
    })

    it("leaves secrets out below full_read", async () => {
      await addLocal(used.writer, ALICE)
      await addRemote(used.writer)
      const reader = await used.world.as("limited_read")
      const auditor = await used.world.as("full_read")
      for (const user of [ALICE, CAROL]) {
        const { password, ha1, ha1b, ...open } = await userObject(auditor, user)
        expect(password).toEqual(expect.any(String))
        if (user === ALICE) expect([ha1, ha1b]).toEqual([expect.any(String), expect.any(String)])
        expect(await userObject(reader, user)).toEqual(open)
      }
    })

    it("sees users that were made in Kamailio by other means", async () => {
      const row = { username: "Dave", domain: LOCAL, password: "filler", ha1: "0".repeat(32), ha1b: "1".repeat(32) }
      await used.world.backDoor.insertSubscriber(row)
      const found = { username: "Dave", password: null, ha1: row.ha1, ha1b: row.ha1b }
      expect(await userObject(used.writer, "dave@bar.bz")).toMatchObject(found)
      expect(outcome(await used.writer.call("user/add_local", local("dave@bar.bz")))).toBe("failed/exists")
    })
  })

  describe("list", () => {
    const listed = async (parameters: Form = {}) => listOf(await done(used.writer, "user/list", parameters))
    const addresses = async (search: string) =>
      (await listed({ search })).map((entry) => (entry as Record<string, unknown>)["user"])

    it("is an empty array where there are no users", async () => {
      expect((await done(used.writer, "user/list")).body).toEqual({ list: [], response: "ok" })
    })

    it("lists address and display name of local and remote users, in order", async () => {
      await addRemote(used.writer)
      await addLocal(used.writer, BOB, { displayname: "Bob" })
      await addLocal(used.writer, ALICE)
      expect(await listed()).toEqual([
        { user: ALICE, displayname: "" },
        { user: BOB, displayname: "Bob" },
        { user: CAROL, displayname: "Carol" },
      ])
    })

    it("compares the pattern with the whole address, in any case", async () => {
      await addLocal(used.writer, ALICE)
      await addLocal(used.writer, BOB)
      await addLocal(used.writer, "a_b@bar.bz")
      await addLocal(used.writer, "axb@bar.bz")
      await addRemote(used.writer)
      expect(await addresses("alice")).toEqual([])
      expect(await addresses("alice*")).toEqual([ALICE])
      expect(await addresses("ALICE@*")).toEqual([ALICE])
      expect(await addresses("?ob@bar.bz")).toEqual([BOB])
      expect(await addresses("*@elsewhere.example")).toEqual([CAROL])
      expect(await addresses("a_b@*")).toEqual(["a_b@bar.bz"])
      expect(await addresses("%")).toEqual([])
      expect(await addresses("a[lx]*")).toEqual([])
      expect(await addresses("**@bar.bz")).toHaveLength(4)
      expect(await addresses("")).toHaveLength(5)
    })

    it("goes on from `next` until there is none", async () => {
      for (const name of ["a", "b", "c", "d", "e"]) await addLocal(used.writer, `${name}@${LOCAL}`)
      const first = await done(used.writer, "user/list", { limit: "2" })
      const second = await done(used.writer, "user/list", { limit: "2", after: String(first.body["next"]) })
      const third = await done(used.writer, "user/list", { limit: "2", after: String(second.body["next"]) })
      expect([first, second, third].map(listOf).map((page) => page.length)).toEqual([2, 2, 1])
      expect([first, second, third].flatMap(listOf)).toEqual(await listed())
      expect(third.body).not.toHaveProperty("next")
      expect((await done(used.writer, "user/list", { limit: "5" })).body).not.toHaveProperty("next")
    })
  })

  describe("remove", () => {
    it("removes local and remote users, and frees the address", async () => {
      await addLocal(used.writer, ALICE)
      await addRemote(used.writer)
      for (const user of [ALICE, CAROL]) {
        expect((await done(used.writer, "user/remove", { user })).body).toEqual({ response: "ok", user })
        expect(outcome(await used.writer.call("user/get", { user }))).toBe("failed/nonexistant")
        expect(outcome(await used.writer.call("user/remove", { user }))).toBe("failed/nonexistant")
      }
      expect(await used.world.backDoor.subscribers()).toEqual([])
      await addLocal(used.writer, ALICE)
      await addRemote(used.writer)
    })

    it("is `inuse` while the user has phones", async () => {
      for (const add of [addLocal(used.writer, ALICE), addRemote(used.writer)]) await add
      for (const user of [ALICE, CAROL]) {
        await done(used.writer, "phone/add", { user, mac: "001122334455" })
        expect(outcome(await used.writer.call("user/remove", { user }))).toBe("failed/inuse")
        await done(used.writer, "phone/delete", { user, mac: "001122334455" })
        await done(used.writer, "user/remove", { user })
      }
    })

    it("is `inuse` while an alias points to the user", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "alias/add", { alias: "info@bar.bz", destination: ALICE.toUpperCase() })
      expect(outcome(await used.writer.call("user/remove", { user: ALICE }))).toBe("failed/inuse")
      await done(used.writer, "alias/remove", { alias: "info@bar.bz" })
      await done(used.writer, "user/remove", { user: ALICE })
    })

    it("removes users that were made in Kamailio under an odd name", async () => {
      const row = { username: "odd name", domain: LOCAL, password: "filler", ha1: "0".repeat(32), ha1b: "1".repeat(32) }
      await used.world.backDoor.insertSubscriber(row)
      await done(used.writer, "user/remove", { username: "odd name", domain: LOCAL })
      expect(await used.world.backDoor.subscribers()).toEqual([])
    })
  })

  describe("change_pw", () => {
    const password = "Tr0ub4dor & three"

    it("changes the password of a local user, in Kamailio's hashes too", async () => {
      await addLocal(used.writer, ALICE)
      const reply = await done(used.writer, "user/change_pw", { user: ALICE, password })
      expect(reply.body["detail"]).toEqual(expect.any(String))
      expect(reply.text).not.toContain(password)
      const ha1 = md5(`alice:${LOCAL}:${password}`)
      expect(await userObject(used.writer, ALICE)).toMatchObject({ password, ha1 })
      expect(await used.world.backDoor.subscribers()).toMatchObject([{ username: "alice", ha1 }])
    })

    it("changes the password of a remote user", async () => {
      await addRemote(used.writer)
      await done(used.writer, "user/change_pw", { user: CAROL, password })
      expect(await userObject(used.writer, CAROL)).toMatchObject({ password })
    })

    it("is ok with the password that the user has already", async () => {
      await addLocal(used.writer, ALICE)
      await addRemote(used.writer)
      for (const user of [ALICE, ALICE, CAROL, CAROL]) await done(used.writer, "user/change_pw", { user, password })
    })

    it("is `nonexistant` for nobody", async () => {
      expect(outcome(await used.writer.call("user/change_pw", { user: NOBODY, password }))).toBe("failed/nonexistant")
    })

    it.each([
      ["missing", undefined],
      ["empty", ""],
      ["65 characters long", "x".repeat(65)],
      ["with a control character", "secret\u0001secret"],
      ["with a NUL", "secret\u0000secret"],
    ])("refuses a password that is %s, and keeps the old one", async (_, refused) => {
      await addLocal(used.writer, ALICE)
      const before = await userObject(used.writer, ALICE)
      const reply = await used.writer.call("user/change_pw", {
        user: ALICE,
        ...(refused === undefined ? {} : { password: refused }),
      })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain("password")
      expect(await userObject(used.writer, ALICE)).toEqual(before)
    })

    it("takes 64 characters, also where they are several bytes each", async () => {
      await addLocal(used.writer, ALICE)
      for (const long of ["x".repeat(64), "é".repeat(64), "\u{1f4de}".repeat(64)]) {
        await done(used.writer, "user/change_pw", { user: ALICE, password: long })
        expect(await userObject(used.writer, ALICE)).toMatchObject({ password: long })
      }
    })
  })

  describe("change_email", () => {
    it("changes the address, also to nothing and to the same again", async () => {
      await addLocal(used.writer, ALICE)
      for (const email of ["user@example.com", "user@example.com", ""]) {
        const reply = await done(used.writer, "user/change_email", { user: ALICE, email })
        expect(reply.body).toEqual({ response: "ok", user: ALICE, email })
        expect(await userObject(used.writer, ALICE)).toMatchObject({ email })
      }
    })

    it("is `nonexistant` for nobody and `domain` for a remote user", async () => {
      await addRemote(used.writer)
      const change = async (user: string) =>
        outcome(await used.writer.call("user/change_email", { user, email: "user@example.com" }))
      expect(await change(NOBODY)).toBe("failed/nonexistant")
      expect(await change(CAROL)).toBe("failed/domain")
    })

    it("needs an e-mail address of 255 characters at most", async () => {
      await addLocal(used.writer, ALICE)
      const missing = await used.writer.call("user/change_email", { user: ALICE })
      const long = await used.writer.call("user/change_email", { user: ALICE, email: "x".repeat(256) })
      for (const reply of [missing, long]) {
        expect(outcome(reply)).toBe("invalid/parameters")
        expect(reply.body["detail"]).toContain("email")
      }
    })
  })

  describe("update", () => {
    const update = async (parameters: Form) => {
      const { body } = await done(used.writer, "user/update", parameters)
      return [body["updated"], body["skipped"]]
    }

    it("says what was updated and what was so already", async () => {
      await addLocal(used.writer, ALICE, { displayname: "Alice", email: "a@example.org" })
      const given = { displayname: "Alice", dialplan: "(.*)", linetext: "Line 1", email: "b@example.org" }
      expect(await update({ user: ALICE, ...given })).toEqual([["dialplan", "linetext", "email"], ["displayname"]])
      expect(await update({ user: ALICE, ...given })).toEqual([[], ["displayname", "dialplan", "linetext", "email"]])
      expect(await userObject(used.writer, ALICE)).toMatchObject(given)
    })

    it("clears what is given empty, and leaves alone what is not given", async () => {
      await addRemote(used.writer, CAROL, { dialplan: "(.*)", linetext: "Line 1" })
      expect(await update({ user: CAROL, dialplan: "", displayname: "" })).toEqual([["displayname", "dialplan"], []])
      const cleared = { displayname: "", dialplan: null, linetext: "Line 1" }
      expect(await userObject(used.writer, CAROL)).toMatchObject(cleared)
      expect(await update({ user: CAROL, dialplan: "" })).toEqual([[], ["dialplan"]])
    })

    it("is ok with nothing to do", async () => {
      await addLocal(used.writer, ALICE)
      expect(await update({ user: ALICE })).toEqual([[], []])
    })

    it("is `nonexistant` for nobody, and `domain` for the e-mail address of a remote user", async () => {
      await addRemote(used.writer)
      expect(outcome(await used.writer.call("user/update", { user: NOBODY, linetext: "x" }))).toBe("failed/nonexistant")
      const both = await used.writer.call("user/update", { user: CAROL, linetext: "x", email: "x@example.org" })
      expect(outcome(both)).toBe("failed/domain")
      expect(await userObject(used.writer, CAROL)).toMatchObject({ linetext: null })
    })

    it.each([
      ["displayname", 256],
      ["linetext", 256],
      ["email", 256],
      ["dialplan", 1025],
    ])("refuses %s of %d characters", async (name, length) => {
      await addLocal(used.writer, ALICE)
      const reply = await used.writer.call("user/update", { user: ALICE, [name]: "x".repeat(length) })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain(name)
    })

    it("loses none of several simultaneous updates", async () => {
      await addLocal(used.writer, ALICE)
      const fields = { displayname: "d", dialplan: "p", linetext: "l", email: "e" }
      const replies = await Promise.all(
        Object.entries(fields).map(([name, value]) => used.writer.call("user/update", { user: ALICE, [name]: value })),
      )
      expect(tally(replies)).toEqual({ ok: 4 })
      expect(await userObject(used.writer, ALICE)).toMatchObject(fields)
    })
  })

  describe("available", () => {
    it("is ok with the cause `nonexistant` for a free address, also of a foreign domain", async () => {
      for (const user of [ALICE, CAROL, `x@${BARE}`]) {
        expect((await used.writer.call("user/available", { user })).body).toEqual({
          response: "ok",
          cause: "nonexistant",
        })
      }
    })

    it("is `exists` for users and aliases, in any spelling", async () => {
      await addLocal(used.writer, ALICE)
      await addRemote(used.writer)
      await done(used.writer, "alias/add", { alias: BOB, destination: ALICE })
      for (const user of [ALICE, BOB, CAROL, "ALICE@BAR.BZ", "sip:BOB@bar.bz"]) {
        expect(outcome(await used.writer.call("user/available", { user }))).toBe("failed/exists")
      }
    })
  })

  describe("gen_pw", () => {
    it("answers 24 letters and digits as plain text, and nothing else", async () => {
      const first = await used.writer.call("user/gen_pw")
      const second = await used.writer.get("user/gen_pw")
      for (const { status, headers, text } of [first, second]) {
        expect(status).toBe(200)
        expect(headers.get("content-type")).toMatch(/^text\/plain/)
        expect(text).toMatch(/^[A-Za-z0-9]{24}$/)
      }
      expect(first.text).not.toBe(second.text)
    })

    it("refuses in JSON", async () => {
      expect(outcome(await used.world.client().call("user/gen_pw"))).toBe("failed/unauthorized")
    })
  })

  describe("location", () => {
    const register = (contact: string, inSeconds: number, username = "alice") =>
      used.world.backDoor.insertLocation({
        username,
        domain: LOCAL,
        contact,
        userAgent: "Test/1.0",
        expires: used.world.clock.now + inSeconds * 1000,
      })

    it("lists the contacts that have not expired", async () => {
      await addLocal(used.writer, ALICE)
      await register("sip:alice@192.0.2.1:5060", 60)
      await register("sip:alice@192.0.2.2:5060", -1)
      await register("sip:bob@192.0.2.3:5060", 60, "bob")
      const { body } = await done(used.writer, "user/location", { user: "ALICE@bar.bz" })
      const expires = Math.floor(used.world.clock.now / 1000) + 60
      expect(body).toEqual({
        response: "ok",
        locations: [{ contact: "sip:alice@192.0.2.1:5060", useragent: "Test/1.0", expires }],
      })
    })

    it("is `offline` for a user that is not registered, or not any more", async () => {
      await addLocal(used.writer, ALICE)
      expect(outcome(await used.writer.call("user/location", { user: ALICE }))).toBe("failed/offline")
      await register("sip:alice@192.0.2.1:5060", 60)
      await done(used.writer, "user/location", { user: ALICE })
      used.world.clock.advance(61_000)
      expect(outcome(await used.writer.call("user/location", { user: ALICE }))).toBe("failed/offline")
    })

    it("is `offline` for a remote user, which registers elsewhere", async () => {
      await addRemote(used.writer)
      expect(outcome(await used.writer.call("user/location", { user: CAROL }))).toBe("failed/offline")
    })

    it("is `nonexistant` for nobody", async () => {
      expect(outcome(await used.writer.call("user/location", { user: NOBODY }))).toBe("failed/nonexistant")
    })
  })

  describe("forward", () => {
    it.each([
      ["an address", "bob@bar.bz", "sip:bob@bar.bz"],
      ["an address with its scheme", "sip:Bob@Elsewhere.Example", "sip:bob@elsewhere.example"],
      ["a number", "+4712345678", "+4712345678"],
      ["a short number", "*21#", "*21#"],
    ])("sends calls to %s", async (_, target, stored) => {
      await addLocal(used.writer, ALICE)
      const { body } = await done(used.writer, "user/forward", { user: ALICE, target })
      expect(body).toEqual({ response: "ok", user: ALICE, target: stored })
      const row = { username: "alice", domain: LOCAL, attribute: "cfu", value: stored }
      expect(await used.world.backDoor.preferences()).toEqual([row])
    })

    it("replaces the target, and ends with an empty one", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "user/forward", { user: ALICE, target: "100" })
      await done(used.writer, "user/forward", { user: ALICE, target: "101" })
      expect(await used.world.backDoor.preferences()).toMatchObject([{ value: "101" }])
      for (let time = 0; time < 2; time++) {
        expect((await done(used.writer, "user/forward", { user: ALICE, target: "" })).body["target"]).toBeNull()
        expect(await used.world.backDoor.preferences()).toEqual([])
      }
    })

    it("ends with the user", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "user/forward", { user: ALICE, target: "100" })
      await done(used.writer, "user/remove", { user: ALICE })
      expect(await used.world.backDoor.preferences()).toEqual([])
    })

    it("needs a target, and one that can be called", async () => {
      await addLocal(used.writer, ALICE)
      const missing = await used.writer.call("user/forward", { user: ALICE })
      expect(outcome(missing)).toBe("invalid/parameters")
      expect(missing.body["detail"]).toContain("target")
      for (const target of ["nowhere", "alice@", "1".repeat(40), `${"a".repeat(65)}@bar.bz`]) {
        expect(outcome(await used.writer.call("user/forward", { user: ALICE, target })), target).toBe("failed/invalid")
      }
    })

    it("is `nonexistant` for nobody and `domain` for a remote user", async () => {
      await addRemote(used.writer)
      const forward = async (user: string) => outcome(await used.writer.call("user/forward", { user, target: "100" }))
      expect(await forward(NOBODY)).toBe("failed/nonexistant")
      expect(await forward(CAROL)).toBe("failed/domain")
    })
  })

  describe("block and unblock", () => {
    it("takes the user out of Kamailio and brings it back with its old password", async () => {
      await addLocal(used.writer, ALICE, { displayname: "Alice" })
      const before = await userObject(used.writer, ALICE)
      const [row] = await used.world.backDoor.subscribers()
      for (let time = 0; time < 2; time++) {
        expect((await done(used.writer, "user/block", { user: ALICE })).body).toEqual({ response: "ok", user: ALICE })
        expect(await used.world.backDoor.subscribers()).toEqual([])
      }
      expect(await userObject(used.writer, ALICE)).toEqual(before)
      expect(outcome(await used.writer.call("user/add_local", local(ALICE)))).toBe("failed/exists")
      for (let time = 0; time < 2; time++) {
        expect((await done(used.writer, "user/unblock", { user: ALICE })).body).toEqual({ response: "ok", user: ALICE })
        expect(await used.world.backDoor.subscribers()).toEqual([row])
      }
      expect(await userObject(used.writer, ALICE)).toEqual(before)
    })

    it("lets the password of a blocked user be changed without letting it in", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "user/block", { user: ALICE })
      await done(used.writer, "user/change_pw", { user: ALICE, password: "another password" })
      expect(await used.world.backDoor.subscribers()).toEqual([])
      await done(used.writer, "user/unblock", { user: ALICE })
      const ha1 = md5(`alice:${LOCAL}:another password`)
      expect(await used.world.backDoor.subscribers()).toMatchObject([{ ha1 }])
    })

    it("lets a blocked user be removed", async () => {
      await addLocal(used.writer, ALICE)
      await done(used.writer, "user/block", { user: ALICE })
      await done(used.writer, "user/remove", { user: ALICE })
      expect(outcome(await used.writer.call("user/get", { user: ALICE }))).toBe("failed/nonexistant")
    })

    it.each(["user/block", "user/unblock"])(
      "%s is `nonexistant` for nobody and `domain` for a remote user",
      async (node) => {
        await addRemote(used.writer)
        expect(outcome(await used.writer.call(node, { user: NOBODY }))).toBe("failed/nonexistant")
        expect(outcome(await used.writer.call(node, { user: CAROL }))).toBe("failed/domain")
      },
    )
  })

  describe("addresses", () => {
    const NODES: ReadonlyArray<readonly [node: string, more: Form]> = [
      ["user/get", {}],
      ["user/add_local", { displayname: "", email: "" }],
      ["user/add_remote", { password: CAROLS_PASSWORD, displayname: "", registrar: "sip.elsewhere.example" }],
      ["user/remove", {}],
      ["user/change_pw", { password: "another password" }],
      ["user/change_email", { email: "" }],
      ["user/update", { linetext: "x" }],
      ["user/available", {}],
      ["user/location", {}],
      ["user/forward", { target: "100" }],
      ["user/block", {}],
      ["user/unblock", {}],
    ]

    it.each(NODES)("%s calls a malformed address `invalid`", async (node, more) => {
      for (const [why, user] of MALFORMED_ADDRESSES) {
        expect(outcome(await used.writer.call(node, { user, ...more })), why).toBe("failed/invalid")
      }
    })

    it.each(NODES)("%s needs one", async (node, more) => {
      for (const parameters of [
        {},
        { user: "" },
        { username: "alice" },
        { domain: LOCAL },
        { username: "", domain: LOCAL },
      ]) {
        const reply = await used.writer.call(node, { ...parameters, ...more })
        expect(outcome(reply), JSON.stringify(parameters)).toBe("invalid/parameters")
        expect(reply.body["detail"]).toContain("user")
      }
    })

    it.each(NODES)("%s takes it in two parts", async (node, more) => {
      const [username = "", domain = ""] = (node === "user/add_remote" ? CAROL : ALICE).split("@")
      if (!["user/add_local", "user/add_remote", "user/available"].includes(node)) await addLocal(used.writer, ALICE)
      if (node === "user/location") {
        const expires = used.world.clock.now + 60_000
        await used.world.backDoor.insertLocation({ username, domain, contact: "sip:a@b", userAgent: "", expires })
      }
      await done(used.writer, node, { username, domain, ...more })
    })
  })
})
