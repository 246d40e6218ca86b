import { nodeHostResolver } from "@sipwright/adapters/node-dns"
import { HostResolver } from "@sipwright/core"
import { Effect, Layer, Logger } from "effect"
import { describe, expect, it } from "vitest"
import { ManualClock } from "../../http/hermes/manual-clock.ts"

const quiet = Logger.layer([])

describe("the host resolver of Node", () => {
  it("knows the names of this machine", async () => {
    const addresses = await Effect.runPromise(
      Effect.provide(
        Effect.flatMap(HostResolver, (it) => it.addressesOf("localhost")),
        nodeHostResolver(),
      ),
    )
    expect(addresses.length).toBeGreaterThan(0)
    expect(addresses.every((address) => ["127.0.0.1", "::1"].includes(address))).toBe(true)
  })

  it("asks once a minute for a name, also for one that has no address", async () => {
    const clock = new ManualClock()
    const asked: string[] = []
    const known = new Map([["pbx.example.org", ["192.0.2.7"]]])
    const resolver = nodeHostResolver(async (name) => {
      asked.push(name)
      const addresses = known.get(name)
      if (addresses === undefined) throw new Error("ENOTFOUND")
      return addresses
    })
    const program = Effect.gen(function* () {
      const { addressesOf } = yield* HostResolver
      const ask = () => Effect.all([addressesOf("pbx.example.org"), addressesOf("nobody.example.org")])
      const first = yield* ask()
      known.set("pbx.example.org", ["192.0.2.8"])
      clock.advance(59_000)
      const second = yield* ask()
      clock.advance(2000)
      return [first, second, yield* ask()]
    })
    const runtime = Layer.mergeAll(resolver, clock.layer, quiet)
    expect(await Effect.runPromise(Effect.provide(program, runtime))).toEqual([
      [["192.0.2.7"], []],
      [["192.0.2.7"], []],
      [["192.0.2.8"], []],
    ])
    expect(asked).toEqual(["pbx.example.org", "nobody.example.org", "pbx.example.org", "nobody.example.org"])
  })
})
