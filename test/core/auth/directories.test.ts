import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright, OperatorDirectories, type ReadableDirectory, Unauthorized } from "@sipwright/core"
import { Effect, Layer, Logger, Redacted } from "effect"
import { describe, expect, it } from "vitest"

/** A directory of one name, in whatever case, that notes who it was asked to authenticate. */
const directoryOf = (directory: string, known: string) => {
  const asked: string[] = []
  const operator = { name: known, fullName: "", email: "", directory }
  const made: ReadableDirectory = {
    name: directory,
    find: (name) => Effect.succeed(name.toLowerCase() === known ? operator : undefined),
    authenticate: (name, password) =>
      Effect.sync(() => {
        asked.push(name)
        return name === known && Redacted.value(password) === `the password of ${known}` ? operator : undefined
      }),
    groupAccess: () => Effect.succeed(1),
  }
  return { made, asked }
}

const world = () => {
  const [first, second, third] = [
    directoryOf("first", "ann"),
    directoryOf("second", "bob"),
    directoryOf("third", "cid"),
  ]
  const all = [first, second, third]
  const sip = createSipwright({
    store: memoryStore(),
    directories: Layer.succeed(
      OperatorDirectories,
      all.map(({ made }) => made),
    ),
    runtime: Logger.layer([]),
  })
  const verify = async (username: string, password: string) => {
    const found = await sip.operators.verify({ username, password }).catch((error: unknown) => error)
    return found instanceof Unauthorized ? undefined : (found as { readonly directory: string | null }).directory
  }
  return { verify, asked: () => all.map(({ asked }) => asked) }
}

describe("several directories", () => {
  it("are asked for a password in order, up to the one that knows the name", async () => {
    const { verify, asked } = world()
    expect(await verify("ann", "the password of ann")).toBe("first")
    expect(await verify("bob", "the password of bob")).toBe("second")
    expect(asked()).toEqual([["ann", "bob"], ["bob"], []])
  })

  it("all work for a name that none of them knows", async () => {
    const { verify, asked } = world()
    expect(await verify("mallory", "x")).toBeUndefined()
    expect(asked()).toEqual([["mallory"], ["mallory"], ["mallory"]])
  })

  it("decide by the first that knows the name, whatever others would say", async () => {
    const { verify, asked } = world()
    expect(await verify("ann", "the password of bob")).toBeUndefined()
    expect(await verify("CID", "the password of cid")).toBe("third")
    expect(asked()).toEqual([["ann", "CID"], ["CID"], ["cid"]])
  })
})
