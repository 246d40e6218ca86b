import * as Effect from "effect/Effect"
import type { Session } from "../model/session.ts"
import { Sessions } from "../ports/sessions.ts"
import { equal } from "./assertions.ts"
import { addLocal, apiKey } from "./fixtures.ts"
import type { StoreHarness } from "./harness.ts"
import { storeSuite, type StoreTest } from "./store-test.ts"

const NOW = 1_750_000_000_000
const HOUR = 3_600_000
const hash = (seed: string): string => seed.repeat(64).slice(0, 64)

const session = (seed: string, more: Partial<Session> = {}): Session => ({
  nameHash: hash(seed),
  form: "session",
  keyHash: hash("a"),
  keyExpires: NOW + 300_000,
  previousKeyHash: undefined,
  previousKeyUntil: 0,
  cookieHash: hash("c"),
  subject: { kind: "operator", name: "alice", directory: "local" },
  created: NOW,
  lastUsed: NOW,
  expires: NOW + 8 * HOUR,
  ends: NOW + 100 * HOUR,
  ...more,
})

const rotation = (key: string, newKey: string) => ({
  nameHash: hash("1"),
  keyHash: hash(key),
  newKeyHash: hash(newKey),
  newKeyExpires: NOW + 400_000,
  previousKeyUntil: NOW + 10_000,
  lastUsed: NOW + 1,
  expires: NOW + 9 * HOUR,
})

const create = (store: StoreTest, made: Session, now = NOW) => store.run(Sessions.use((it) => it.create(made, now)))
const find = (store: StoreTest, seed: string) => store.run(Sessions.use((it) => it.find(hash(seed))))

/** {@link Sessions}: one atomic statement a call. */
export const sessionsContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Sessions", (test) => {
    test("finds no session that was not made", async (store) => {
      equal(await find(store, "1"), undefined)
    })

    test("finds a session as it was made, and no access without an authorization", async (store) => {
      await create(store, session("1"))
      equal(await find(store, "1"), { session: session("1"), access: undefined })
    })

    test("answers the access of this moment", async (store) => {
      await create(store, session("1", { subject: { kind: "operator", name: "bob", directory: "local" } }))
      await store.commit({ _tag: "Authorize", name: "root", access: 4 }, { _tag: "Authorize", name: "bob", access: 1 })
      equal((await find(store, "1"))?.access, 1)
      await store.commit({ _tag: "Authorize", name: "bob", access: 3 })
      equal((await find(store, "1"))?.access, 3)
      await store.commit({ _tag: "Authorize", name: "bob", access: 0 })
      equal((await find(store, "1"))?.access, 0)
    })

    test("rotates the key: the old one becomes the previous one", async (store) => {
      await create(store, session("1"))
      equal(await store.run(Sessions.use((it) => it.rotateKey(rotation("a", "b")))), true)
      equal((await find(store, "1"))?.session, {
        ...session("1"),
        keyHash: hash("b"),
        keyExpires: NOW + 400_000,
        previousKeyHash: hash("a"),
        previousKeyUntil: NOW + 10_000,
        lastUsed: NOW + 1,
        expires: NOW + 9 * HOUR,
      })
    })

    test("does not rotate by a key that is not the current one, nor a session that is not there", async (store) => {
      equal(await store.run(Sessions.use((it) => it.rotateKey(rotation("a", "b")))), false)
      await create(store, session("1"))
      equal(await store.run(Sessions.use((it) => it.rotateKey(rotation("x", "b")))), false)
      equal((await find(store, "1"))?.session, session("1"))
      await store.run(Sessions.use((it) => it.rotateKey(rotation("a", "b"))))
      equal(await store.run(Sessions.use((it) => it.rotateKey(rotation("a", "d")))), false, "by the previous key")
      equal((await find(store, "1"))?.session.keyHash, hash("b"))
    })

    test("of 20 rotations at once exactly one happens", async (store) => {
      await create(store, session("1"))
      const rotations = Array.from({ length: 20 }, (_, index) => rotation("a", String.fromCharCode(100 + index)))
      const rotated = await store.run(
        Effect.all(
          rotations.map((one) => Sessions.use((it) => it.rotateKey(one))),
          { concurrency: "unbounded" },
        ),
      )
      equal(rotated.filter(Boolean).length, 1, "rotations that happened")
      const winner = rotations[rotated.indexOf(true)]
      equal((await find(store, "1"))?.session.keyHash, winner?.newKeyHash)
    })

    test("records a use and nothing else", async (store) => {
      await create(store, session("1"))
      const use = { nameHash: hash("1"), lastUsed: NOW + HOUR, expires: NOW + 9 * HOUR }
      await store.run(Sessions.use((it) => it.touch(use)))
      equal((await find(store, "1"))?.session, { ...session("1"), lastUsed: NOW + HOUR, expires: NOW + 9 * HOUR })
      await store.run(Sessions.use((it) => it.touch({ ...use, nameHash: hash("2") })))
      equal(await find(store, "2"), undefined)
    })

    test("ends a session, as often as asked", async (store) => {
      await create(store, session("1"))
      await create(store, session("2"))
      await store.run(Sessions.use((it) => it.remove(hash("1"))))
      await store.run(Sessions.use((it) => it.remove(hash("1"))))
      equal(await find(store, "1"), undefined)
      equal((await find(store, "2"))?.session, session("2"))
    })

    test("drops expired sessions when one is made", async (store) => {
      await create(store, session("1", { expires: NOW + HOUR }))
      await create(store, session("2"))
      await create(store, session("3", { expires: NOW + 20 * HOUR }), NOW + 2 * HOUR)
      equal(await find(store, "1"), undefined, "the expired session")
      equal((await find(store, "2"))?.session, session("2"), "a session that has not expired")
    })

    test("ends the sessions of an operator who is removed or loses his authorization, and no others", async (store) => {
      await store.commit(
        { _tag: "Authorize", name: "root", access: 4 },
        { _tag: "Authorize", name: "ldap-user", access: 1 },
        { _tag: "AddOperator", operator: { name: "bob", fullName: "", email: "", passwordHash: "$x$" } },
      )
      await create(store, session("1", { subject: { kind: "operator", name: "ldap-user", directory: "ldap" } }))
      await create(store, session("2", { subject: { kind: "operator", name: "bob", directory: "local" } }))
      await create(store, session("3", { subject: { kind: "operator", name: "root", directory: "local" } }))
      await store.commit({ _tag: "Deauthorize", name: "ldap-user" })
      equal(await find(store, "1"), undefined)
      await store.commit({ _tag: "RemoveOperator", name: "bob" })
      equal(await find(store, "2"), undefined)
      equal((await find(store, "3"))?.access, 4)
    })

    test("keeps what form a session has and who it acts for", async (store) => {
      const address = `${"a".repeat(64)}@${"b".repeat(60)}.net`
      const bearer = session("1", {
        form: "bearer",
        keyHash: "",
        cookieHash: "",
        subject: { kind: "account", name: address },
      })
      await create(store, bearer)
      equal(await find(store, "1"), { session: bearer, access: undefined })
    })

    test("answers the access of the API key, and ends its sessions when it is removed", async (store) => {
      await store.commit(
        { _tag: "AddApiKey", key: apiKey("k1", { access: 2 }) },
        { _tag: "AddApiKey", key: apiKey("k2") },
        { _tag: "Authorize", name: "k1", access: 4 },
      )
      await create(store, session("1", { subject: { kind: "key", name: "k1" } }))
      await create(store, session("2", { subject: { kind: "key", name: "k2" } }))
      await create(store, session("3", { subject: { kind: "operator", name: "k1", directory: "local" } }))
      equal((await find(store, "1"))?.access, 2, "the access of the key")
      equal((await find(store, "3"))?.access, 4, "the access of an operator of the same name")
      await store.commit({ _tag: "RemoveApiKey", id: "k1" })
      equal(await find(store, "1"), undefined, "the session of the removed key")
      equal((await find(store, "2"))?.access, 3)
      equal((await find(store, "3"))?.access, 4)
    })

    test("ends the sessions of one subject, and of no other of the same name", async (store) => {
      const kinds = ["operator", "key", "account"] as const
      for (const [index, kind] of kinds.entries()) {
        const subject = kind === "operator" ? { kind, name: "bob", directory: "local" } : { kind, name: "bob" }
        await create(store, session(String(index), { subject }))
        await create(store, session(String(index + 5), { subject: { ...subject, name: "alice" } }))
      }
      for (const [index, kind] of kinds.entries()) {
        await store.commit({ _tag: "EndSessions", subject: { kind, name: "bob" } })
        equal(await find(store, String(index)), undefined, kind)
        for (const later of kinds.keys()) {
          if (later > index) equal((await find(store, String(later)))?.session.subject.kind, kinds[later])
          equal((await find(store, String(later + 5)))?.session.subject.name, "alice")
        }
      }
    })

    test("ends the sessions of an account that is removed", async (store) => {
      const account = addLocal("alice@example.org")
      await store.commit(account)
      await create(store, session("1", { subject: { kind: "account", name: account.address } }))
      await create(store, session("2", { subject: { kind: "operator", name: account.address, directory: "ldap" } }))
      await store.commit({ _tag: "RemoveAccount", address: account.address })
      equal(await find(store, "1"), undefined)
      equal((await find(store, "2"))?.session.subject.kind, "operator")
    })

    test("an account of an operator's name keeps its session", async (store) => {
      await store.commit({ _tag: "Authorize", name: "root", access: 4 }, { _tag: "Authorize", name: "bob", access: 1 })
      await create(store, session("1", { subject: { kind: "account", name: "bob" } }))
      equal((await find(store, "1"))?.access, undefined, "the access of an operator of the same name")
      await store.commit({ _tag: "Deauthorize", name: "bob" })
      equal((await find(store, "1"))?.session.subject, { kind: "account", name: "bob" })
    })
  })
