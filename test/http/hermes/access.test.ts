import { describe, expect, it } from "vitest"
import { type HermesClient, outcome, type Reply } from "./client.ts"
import { addLocal, addRemote, ALICE, done } from "./fixtures.ts"
import { NODES } from "./nodes.ts"
import { memory } from "./stores.ts"
import { LEVELS, useWorld } from "./world.ts"

/** What every node of the table needs to be ok. */
const prepare = async (client: HermesClient): Promise<void> => {
  await addLocal(client, ALICE)
  await addRemote(client)
  await done(client, "phone/add", { user: ALICE, mac: "001122334455" })
  await done(client, "alias/add", { alias: "info@bar.bz", destination: ALICE })
  await done(client, "numbers/add_range", { start: "+4761135000", end: "+4761135009" })
}

const decided = (reply: Reply): string =>
  reply.headers.get("content-type")?.startsWith("text/plain") === true ? "plain text" : outcome(reply)

// Access is decided in front of the store, so one will do.
describe("access", () => {
  const used = useWorld(memory)

  describe.each(NODES)("$node", ({ node, level, parameters, answers = "ok" }) => {
    it.each([1, 2, 3, 4] as const)(`from level ${level} on: level %d`, async (own) => {
      await prepare(used.writer)
      const client = await used.world.as(LEVELS[own])
      expect(decided(await client.call(node, parameters))).toBe(own >= level ? answers : "failed/forbidden")
    })

    it("not without a session", async () => {
      const client = used.world.client()
      const cookieOnly = await used.world.as("super")
      cookieOnly.session = undefined
      expect(outcome(await client.call(node, parameters))).toBe("failed/unauthorized")
      expect(outcome(await cookieOnly.call(node, parameters))).toBe("failed/unauthorized")
    })

    it.each(["get", "postJson"] as const)("by %s as by a form", async (method) => {
      await prepare(used.writer)
      expect(decided(await used.writer[method](node, parameters))).toBe(answers)
    })
  })
})
