import {
  DirectoryUnavailable,
  makeLocalDirectory,
  OperatorDirectories,
  type OperatorDirectory,
  type ReadableDirectory,
} from "@sipwright/core"
import { Effect, Layer, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import { type Form, outcome } from "./client.ts"
import { atOnce, done, listOf, tally } from "./fixtures.ts"
import { stores } from "./stores.ts"
import { LEVELS, passwordOf, useWorld } from "./world.ts"

const newUser = (username: string, more: Form = {}): Form => ({ username, password: passwordOf(username), ...more })

const OLGA = { name: "olga", fullName: "Olga of the directory", email: "olga@example.org", directory: "ldap" }

/** A directory that can only be asked, as LDAP is. */
const readOnlyDirectory: ReadableDirectory = {
  name: "ldap",
  find: (name) => Effect.succeed(name === OLGA.name ? OLGA : undefined),
  authenticate: (name, password) =>
    Effect.succeed(name === OLGA.name && Redacted.value(password) === passwordOf(OLGA.name) ? OLGA : undefined),
}

const down = Effect.suspend(() => Effect.fail(new DirectoryUnavailable({ directory: "ldap" })))
const deadDirectory: ReadableDirectory = { name: "ldap", find: () => down, authenticate: () => down }

const behindLocal = (directory: OperatorDirectory) =>
  Layer.effect(
    OperatorDirectories,
    Effect.map(makeLocalDirectory, (local) => [local, directory]),
  )
const only = (directory: OperatorDirectory) => Layer.succeed(OperatorDirectories, [directory])

describe.each(stores)("auth nodes over $name", (kind) => {
  const used = useWorld(kind)

  const level = async (name: string): Promise<unknown> => {
    const auditor = await used.world.as("full_read")
    const entries = listOf(await done(auditor, "auth/list_users")) as ReadonlyArray<Readonly<Record<string, unknown>>>
    return entries.find(({ user }) => user === name)?.["access"]
  }

  describe("list_users", () => {
    it("lists operators with their access by name", async () => {
      await done(used.writer, "auth/new_user", newUser("ann", { fullname: "Ann A.", email: "ann@example.org" }))
      const { body } = await done(await used.world.as("full_read"), "auth/list_users")
      expect(body).toEqual({
        response: "ok",
        list: [
          { user: "ann", access: "limited_read", fullname: "Ann A.", email: "ann@example.org" },
          ...[...LEVELS].toSorted().map((name) => ({ user: name, access: name, fullname: "", email: "" })),
        ],
      })
    })

    it("shows no secret", async () => {
      const { text } = await done(used.writer, "auth/list_users")
      expect(text).not.toMatch(/password|scrypt|hash/i)
    })
  })

  describe("new_user", () => {
    it("makes an operator with limited_read who can log in", async () => {
      const { body } = await done(used.writer, "auth/new_user", newUser("ann"))
      expect(body).toEqual({ response: "ok", user: "ann", access: "limited_read" })
      const ann = await used.world.as("ann")
      await done(ann, "domain/list")
      expect(outcome(await ann.call("auth/list_users"))).toBe("failed/forbidden")
    })

    it.each([
      ["full_read", "full_read"],
      ["2", "full_read"],
      ["3", "full_write"],
      ["none", "none"],
      ["0", "none"],
      ["", "limited_read"],
    ])("takes the access %j", async (access, name) => {
      const { body } = await done(used.writer, "auth/new_user", newUser("ann", { access }))
      expect(body["access"]).toBe(name)
      expect(await level("ann")).toBe(name)
    })

    it("grants nothing above the caller's own level", async () => {
      for (const access of ["super", "4"]) {
        expect(outcome(await used.writer.call("auth/new_user", newUser("ann", { access })))).toBe("failed/forbidden")
      }
      expect(await level("ann")).toBeUndefined()
      await done(await used.world.as("super"), "auth/new_user", newUser("ann", { access: "super" }))
    })

    it("is `exists` for a name that is there, and leaves it as it was", async () => {
      await done(used.writer, "auth/new_user", newUser("ann"))
      const again = { username: "ann", password: "another password", access: "full_read" }
      expect(outcome(await used.writer.call("auth/new_user", again))).toBe("failed/exists")
      expect(await level("ann")).toBe("limited_read")
      expect((await used.world.as("ann")).session).toBeDefined()
    })

    it("makes one of several operators of the same name", async () => {
      const replies = await atOnce(10, () => used.writer.call("auth/new_user", newUser("ann")))
      expect(tally(replies)).toEqual({ ok: 1, "failed/exists": 9 })
    })

    it.each([
      ["username", { username: "" }],
      ["username", { username: "x".repeat(129) }],
      ["password", { password: "" }],
      ["password", { password: "a long password ".repeat(20) }],
      ["access", { access: "5" }],
      ["access", { access: "root" }],
      ["fullname", { fullname: "x".repeat(256) }],
      ["email", { email: "x".repeat(256) }],
    ])("refuses a bad %s, naming it", async (name, bad: Form) => {
      const reply = await used.writer.call("auth/new_user", { ...newUser("ann"), ...bad })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain(name)
    })
  })

  describe("authorize_user", () => {
    it.each([
      ["full_write", "full_write"],
      ["2", "full_read"],
      ["none", "none"],
    ])("gives the access %j in place of the old one", async (access, name) => {
      const { body } = await done(used.writer, "auth/authorize_user", { user: "limited_read", access })
      expect(body).toEqual({ response: "ok", user: "limited_read", access: name })
      expect(await level("limited_read")).toBe(name)
    })

    it("is `nonexistant` for nobody", async () => {
      const reply = await used.writer.call("auth/authorize_user", { user: "nobody", access: "1" })
      expect(outcome(reply)).toBe("failed/nonexistant")
    })

    it("neither grants nor takes a level above the caller's own", async () => {
      const authorize = async (user: string, access: string) =>
        outcome(await used.writer.call("auth/authorize_user", { user, access }))
      expect(await authorize("limited_read", "super")).toBe("failed/forbidden")
      expect(await authorize("full_write", "4")).toBe("failed/forbidden")
      expect(await authorize("super", "limited_read")).toBe("failed/forbidden")
      expect([await level("limited_read"), await level("super")]).toEqual(["limited_read", "super"])
    })

    it("needs a user and an access", async () => {
      for (const [parameters, name] of [
        [{ access: "1" }, "user"],
        [{ user: "", access: "1" }, "user"],
        [{ user: "limited_read" }, "access"],
        [{ user: "limited_read", access: "5" }, "access"],
        [{ user: "limited_read", access: "Full_Read" }, "access"],
      ] as ReadonlyArray<readonly [Form, string]>) {
        const reply = await used.writer.call("auth/authorize_user", parameters)
        expect(outcome(reply)).toBe("invalid/parameters")
        expect(reply.body["detail"]).toContain(name)
      }
    })

    it("acts at once on open sessions", async () => {
      const auditor = await used.world.as("full_read")
      const access = async (value: string) =>
        done(used.writer, "auth/authorize_user", { user: "full_read", access: value })
      const mayList = async () => outcome(await auditor.call("auth/list_users"))
      expect(await mayList()).toBe("ok")
      await access("limited_read")
      expect(await mayList()).toBe("failed/forbidden")
      expect(outcome(await auditor.call("domain/list"))).toBe("ok")
      await access("full_write")
      expect(await mayList()).toBe("ok")
      await access("none")
      expect(await mayList()).toBe("failed/unauthorized")
      expect(outcome(await auditor.copy().ping())).toBe("failed/unauthorized")
      const again = used.world.client()
      expect(outcome(await again.login("full_read", passwordOf("full_read")))).toBe("failed/unauthorized")
    })
  })

  describe("remove_user", () => {
    it("removes an operator, whose open sessions end at once", async () => {
      const reader = await used.world.as("limited_read")
      const { body } = await done(used.writer, "auth/remove_user", { user: "limited_read" })
      expect(body).toEqual({ response: "ok", user: "limited_read" })
      expect(outcome(await reader.call("domain/list"))).toBe("failed/unauthorized")
      expect(outcome(await reader.copy().ping())).toBe("failed/unauthorized")
      expect(await level("limited_read")).toBeUndefined()
      const again = used.world.client()
      expect(outcome(await again.login("limited_read", passwordOf("limited_read")))).toBe("failed/unauthorized")
    })

    it("ends sessions for good, also where the name is given out again", async () => {
      const reader = await used.world.as("limited_read")
      await done(used.writer, "auth/remove_user", { user: "limited_read" })
      await done(used.writer, "auth/new_user", newUser("limited_read", { access: "full_write" }))
      expect(outcome(await reader.call("domain/list"))).toBe("failed/unauthorized")
    })

    it("lets operators remove themselves", async () => {
      await done(used.writer, "auth/remove_user", { user: "full_write" })
      expect(outcome(await used.writer.call("domain/list"))).toBe("failed/unauthorized")
    })

    it("is `nonexistant` for nobody", async () => {
      expect(outcome(await used.writer.call("auth/remove_user", { user: "nobody" }))).toBe("failed/nonexistant")
      await done(used.writer, "auth/remove_user", { user: "limited_read" })
      expect(outcome(await used.writer.call("auth/remove_user", { user: "limited_read" }))).toBe("failed/nonexistant")
    })

    it("removes nobody above the caller's own level", async () => {
      expect(outcome(await used.writer.call("auth/remove_user", { user: "super" }))).toBe("failed/forbidden")
    })

    it("needs a user", async () => {
      expect(outcome(await used.writer.call("auth/remove_user"))).toBe("invalid/parameters")
      expect(outcome(await used.writer.call("auth/remove_user", { user: "" }))).toBe("invalid/parameters")
    })
  })

  describe("the last super", () => {
    it("is neither removed nor lowered", async () => {
      const root = await used.world.as("super")
      expect(outcome(await root.call("auth/remove_user", { user: "super" }))).toBe("failed/inuse")
      for (const access of ["none", "full_write"]) {
        expect(outcome(await root.call("auth/authorize_user", { user: "super", access }))).toBe("failed/inuse")
      }
      await done(root, "auth/authorize_user", { user: "super", access: "super" })
    })

    it("can go as soon as there is another", async () => {
      const root = await used.world.as("super")
      await done(root, "auth/authorize_user", { user: "full_write", access: "super" })
      await done(root, "auth/remove_user", { user: "super" })
      expect(outcome(await used.writer.call("auth/remove_user", { user: "full_write" }))).toBe("failed/inuse")
    })

    it("stays, also where two of them remove each other at the same time", async () => {
      const root = await used.world.as("super")
      await done(root, "auth/authorize_user", { user: "full_write", access: "super" })
      const replies = await Promise.all([
        root.call("auth/remove_user", { user: "full_write" }),
        used.writer.call("auth/remove_user", { user: "super" }),
      ])
      expect(replies.filter((reply) => outcome(reply) === "ok")).toHaveLength(1)
    })
  })

  describe("update_user", () => {
    it("changes what is given, and nothing else", async () => {
      await done(used.writer, "auth/new_user", newUser("ann", { fullname: "Ann", email: "a@example.org" }))
      const { body } = await done(used.writer, "auth/update_user", { user: "ann", email: "b@example.org" })
      expect(body).toEqual({ response: "ok", user: "ann" })
      const entries = listOf(await done(used.writer, "auth/list_users"))
      const ann = { user: "ann", access: "limited_read", fullname: "Ann", email: "b@example.org" }
      expect(entries).toContainEqual(ann)
      await done(used.writer, "auth/update_user", { user: "ann", fullname: "" })
      expect(listOf(await done(used.writer, "auth/list_users"))).toContainEqual({ ...ann, fullname: "" })
    })

    it("changes the password", async () => {
      await done(used.writer, "auth/update_user", { user: "limited_read", password: "an entirely new one" })
      const client = used.world.client()
      expect(outcome(await client.login("limited_read", passwordOf("limited_read")))).toBe("failed/unauthorized")
      expect(outcome(await client.login("limited_read", "an entirely new one"))).toBe("ok")
    })

    it("ends the operator's sessions where somebody else sets the password, and only then", async () => {
      const reader = await used.world.as("limited_read")
      await done(used.writer, "auth/update_user", { user: "limited_read", fullname: "A reader" })
      await done(reader, "domain/list")
      await done(used.writer, "auth/update_user", { user: "limited_read", password: "an entirely new one" })
      expect(outcome(await reader.call("domain/list"))).toBe("failed/unauthorized")
      await done(used.writer, "auth/update_user", { user: "full_write", password: "an entirely new one" })
      await done(used.writer, "domain/list")
    })

    it("is `nonexistant` for nobody, and changes nobody above the caller's own level", async () => {
      const update = async (user: string) =>
        outcome(await used.writer.call("auth/update_user", { user, password: "an entirely new one" }))
      expect(await update("nobody")).toBe("failed/nonexistant")
      expect(await update("super")).toBe("failed/forbidden")
      expect(outcome(await used.world.client().login("super", passwordOf("super")))).toBe("ok")
    })

    it.each([
      ["user", { user: "" }],
      ["fullname", { fullname: "x".repeat(256) }],
      ["email", { email: "x".repeat(256) }],
      ["password", { password: "a long password ".repeat(20) }],
    ])("refuses a bad %s, naming it", async (name, bad: Form) => {
      const reply = await used.writer.call("auth/update_user", { user: "limited_read", ...bad })
      expect(outcome(reply)).toBe("invalid/parameters")
      expect(reply.body["detail"]).toContain(name)
    })
  })

  describe("behind a directory that cannot be written", () => {
    const beside = (directories: ReturnType<typeof behindLocal>) => used.world.beside({ directories })

    it("its operators log in once they are authorized", async () => {
      const world = beside(behindLocal(readOnlyDirectory))
      expect(outcome(await world.client().login("olga", passwordOf("olga")))).toBe("failed/unauthorized")
      await done(await world.as("super"), "auth/authorize_user", { user: "olga", access: "full_read" })
      await done(await world.as("olga"), "auth/list_users")
      await world.close()
    })

    it("its operators are not changed, and lose only their access when removed", async () => {
      const world = beside(behindLocal(readOnlyDirectory))
      const root = await world.as("super")
      await done(root, "auth/authorize_user", { user: "olga", access: "full_read" })
      const olga = await world.as("olga")
      expect(outcome(await root.call("auth/update_user", { user: "olga", email: "x" }))).toBe("notimplemented")
      expect(outcome(await root.call("auth/new_user", newUser("olga")))).toBe("failed/exists")
      await done(root, "auth/remove_user", { user: "olga" })
      expect(outcome(await olga.call("domain/list"))).toBe("failed/unauthorized")
      expect(outcome(await world.client().login("olga", passwordOf("olga")))).toBe("failed/unauthorized")
      expect(outcome(await root.call("auth/remove_user", { user: "olga" }))).toBe("failed/nonexistant")
      await done(root, "auth/authorize_user", { user: "olga", access: "limited_read" })
      expect(outcome(await olga.call("domain/list"))).toBe("failed/unauthorized")
      await world.close()
    })

    it("new_user makes operators in the first directory that can be written, if there is one", async () => {
      const both = beside(behindLocal(readOnlyDirectory))
      await done(await both.as("super"), "auth/new_user", newUser("ann"))
      await both.close()

      await done(await used.world.as("super"), "auth/new_user", newUser("olga", { access: "full_write" }))
      const none = beside(only(readOnlyDirectory))
      const reply = await (await none.as("olga")).call("auth/new_user", newUser("bert"))
      expect(outcome(reply)).toBe("notimplemented")
      await none.close()
    })

    it("names that others do not know are `unavailable` while it is down", async () => {
      const world = beside(behindLocal(deadDirectory))
      expect(outcome(await world.client().login("olga", passwordOf("olga")))).toBe("failed/unavailable")
      const root = await world.as("super")
      expect(outcome(await root.call("auth/authorize_user", { user: "olga", access: "1" }))).toBe("failed/unavailable")
      await done(root, "auth/authorize_user", { user: "limited_read", access: "2" })
      await world.close()
    })
  })
})
