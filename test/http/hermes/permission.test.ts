import { describe, expect, it } from "vitest"
import { type Form, outcome } from "./client.ts"
import { addLocal, addRemote, ALICE, CAROL, done, MALFORMED_ADDRESSES, NOBODY, userObject } from "./fixtures.ts"
import { stores } from "./stores.ts"
import { LOCAL, useWorld } from "./world.ts"

describe.each(stores)("permission nodes over $name", (kind) => {
  const used = useWorld(kind)

  const get = async (node = "permission/get") => (await done(used.writer, node, { user: ALICE })).body

  it("new users have the permission that the deployment says, 0 by default", async () => {
    await addLocal(used.writer, ALICE)
    expect(await get()).toEqual({ response: "ok", permission: 0 })
  })

  it.each(["0", "1", "63", "128", "255"])("stores %s as given", async (permission) => {
    await addLocal(used.writer, ALICE)
    for (let time = 0; time < 2; time++) {
      const { body } = await done(used.writer, "permission/set", { user: ALICE, permission })
      expect(body).toEqual({ response: "ok", permission: Number(permission) })
    }
    expect(await get()).toEqual({ response: "ok", permission: Number(permission) })
    expect(await userObject(used.writer, ALICE)).toMatchObject({ permittedcalls: Number(permission) })
  })

  it("user/permissions is another name of permission/get", async () => {
    await addLocal(used.writer, ALICE)
    await done(used.writer, "permission/set", { username: "alice", domain: LOCAL, permission: "63" })
    expect(await get("user/permissions")).toEqual({ response: "ok", permission: 63 })
    const parts = { username: "Alice", domain: LOCAL }
    expect((await done(used.writer, "permission/get", parts)).body["permission"]).toBe(63)
  })

  it.each(["256", "-1", "1000", "63.5", "", "all", " 1", "0x3f"])("refuses %j", async (permission) => {
    await addLocal(used.writer, ALICE)
    const reply = await used.writer.call("permission/set", { user: ALICE, permission })
    expect(outcome(reply)).toBe("invalid/parameters")
    expect(reply.body["detail"]).toContain("permission")
    expect(await get()).toMatchObject({ permission: 0 })
  })

  it("needs the permission", async () => {
    await addLocal(used.writer, ALICE)
    expect(outcome(await used.writer.call("permission/set", { user: ALICE }))).toBe("invalid/parameters")
  })

  const NODES: ReadonlyArray<readonly [node: string, more: Form]> = [
    ["permission/get", {}],
    ["user/permissions", {}],
    ["permission/set", { permission: "1" }],
  ]

  it.each(NODES)("%s is `nonexistant` for nobody and for remote users", async (node, more) => {
    await addRemote(used.writer)
    for (const user of [NOBODY, CAROL]) {
      expect(outcome(await used.writer.call(node, { user, ...more }))).toBe("failed/nonexistant")
    }
  })

  it.each(NODES)("%s calls a malformed address `invalid`, and needs one", async (node, more) => {
    for (const [why, user] of MALFORMED_ADDRESSES) {
      expect(outcome(await used.writer.call(node, { user, ...more })), why).toBe("failed/invalid")
    }
    for (const parameters of [{}, { user: "" }, { username: "alice" }]) {
      expect(outcome(await used.writer.call(node, { ...parameters, ...more }))).toBe("invalid/parameters")
    }
  })
})
