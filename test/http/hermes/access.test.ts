import { describe, expect, it } from "vitest"
import { type HermesClient, outcome, type Reply } from "./client.ts"
import { addLocal, addRemote, ALICE, done } from "./fixtures.ts"
import { NODES } from "./nodes.ts"
import { stores } from "./stores.ts"
import { LEVELS, useWorld } from "./world.ts"

/** What every node of the table needs to be ok. */
const prepare = async (client: HermesClient): Promise<void> => {
  await addLocal(client, ALICE)
  await addRemote(client)
  await done(client, "phone/add", { user: ALICE, mac: "001122334455" })
  await done(client, "alias/add", { alias: "info@bar.bz", destination: ALICE })
  await done(client, "numbers/add_range", { start: "+4761135000", end: "+4761135009" })
}

const decided = (reply: Reply): string => (reply.body["response"] === undefined ? "plain text" : outcome(reply))

describe.each(stores)("access over $name", (kind) => {
  const used = useWorld(kind)

  describe.each(NODES)("$node", ({ node, level, parameters, answers = "ok" }) => {
    it.each([1, 2, 3, 4] as const)(`from level ${level} on: level %d`, async (own) => {
      await prepare(used.writer)
      const client = await used.world.as(String(LEVELS[own]))
      expect(decided(await client.call(node, parameters))).toBe(own >= level ? answers : "failed/forbidden")
    })

    it("not without a session", async () => {
      const client = used.world.client()
      const cookieOnly = await used.world.as("super")
      cookieOnly.session = undefined
      expect(outcome(await client.call(node, parameters))).toBe("failed/unauthorized")
      expect(outcome(await cookieOnly.call(node, parameters))).toBe("failed/unauthorized")
    })

    it("means the same by GET, by form and by JSON", async () => {
      const clients = await Promise.all(
        [1, 2, 3].map(async () => {
          const world = used.world.beside({})
          return { world, client: await world.as("full_write") }
        }),
      )
      await prepare(used.writer)
      const [byGet, byForm, byJson] = clients.map(({ client }) => client)
      if (byGet === undefined || byForm === undefined || byJson === undefined) throw new Error("three clients")
      const refused = [
        await byGet.get(node, { ...parameters, http_status: "1", session: "wrong" }),
        await byForm.call(node, { ...parameters, http_status: "1", session: "wrong" }),
        await byJson.postJson(node, { ...parameters, http_status: true, session: "wrong" }),
      ]
      for (const reply of refused) expect([outcome(reply), reply.status]).toEqual(["failed/unauthorized", 401])
      for (const { world } of clients) await world.sipwright.close()
    })
  })
})
