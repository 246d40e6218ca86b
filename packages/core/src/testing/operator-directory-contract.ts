import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Operator } from "../model/operator.ts"
import {
  type Actor,
  isWritable,
  type NewOperator,
  type OperatorDirectory,
  type WritableDirectory,
} from "../ports/operator-directory.ts"
import { GuardFailed } from "../ports/provisioning.ts"
import type { AccessLevel } from "../values/access-level.ts"
import { ContractViolation, equal, ok, present } from "./assertions.ts"
import type { TestRunner } from "./harness.ts"

/** A directory as the suite needs it. */
export interface OpenDirectory {
  readonly directory: OperatorDirectory
  /** Somebody who is in the directory from the start. */
  readonly known: Omit<Operator, "directory"> & { readonly password: string }
  /** Names with the level that their groups give, undefined for none. Where the directory has groups. */
  readonly groups?: ReadonlyArray<{ readonly name: string; readonly access: AccessLevel | undefined }>
  /** The level that the store has for a name. Where the directory is writable. */
  readonly accessOf?: (name: string) => Promise<AccessLevel | undefined>
  readonly close: () => Promise<void>
}

/** What a directory of operators brings to its suite. */
export interface DirectoryHarness {
  readonly name: string
  readonly runner: TestRunner
  /** Whether operators can be made in it. A directory that is not writable has no methods for it at all. */
  readonly writable: boolean
  /** A fresh directory at every call; where it is writable, `known` is its only operator and is `super`. */
  readonly open: () => Promise<OpenDirectory>
}

type Test = (name: string, body: (open: OpenDirectory) => Promise<void>) => void

const by: Actor = { principal: "suite", operation: "testing.contract" }
const run = Effect.runPromise
const secret = (text: string) => Redacted.make(text)

const bob: NewOperator = {
  name: "bob",
  fullName: "Bob Ünal",
  email: "bob@example.org",
  password: secret("the password of bob"),
  access: 2,
}

const refuses = async (guard: GuardFailed["guard"], effect: Effect.Effect<unknown, unknown>) => {
  const result = await run(Effect.result(effect))
  if (result._tag === "Success") throw new ContractViolation(`the guard ${guard} did not fail`)
  if (!(result.failure instanceof GuardFailed)) throw result.failure
  equal(result.failure.guard, guard)
}

const readable = (test: Test): void => {
  test("finds whom it knows, and says which directory that is", async ({ directory, known }) => {
    const { password: _, ...operator } = known
    equal(await run(directory.find(known.name)), { ...operator, directory: directory.name })
    equal(await run(directory.find("nobody-of-this-name")), undefined)
  })

  test("authenticates by the right password only", async ({ directory, known }) => {
    const { password, ...operator } = known
    const found = await run(directory.authenticate(known.name, secret(password)))
    equal(found, { ...operator, directory: directory.name })
    for (const wrong of ["wrong", `${password} `, password.toUpperCase(), "*"]) {
      equal(await run(directory.authenticate(known.name, secret(wrong))), undefined, "a wrong password")
    }
    equal(await run(directory.authenticate("nobody-of-this-name", secret(password))), undefined)
  })

  // An LDAP server takes a bind with an empty password for an anonymous one, and answers success.
  test("never authenticates by an empty password", async ({ directory, known }) => {
    for (const name of [known.name, "nobody-of-this-name", ""]) {
      equal(await run(directory.authenticate(name, secret(""))), undefined)
    }
  })

  test("takes a name for a name and never for a pattern or a piece of a query", async ({ directory, known }) => {
    const strange = [
      "*",
      `${known.name.slice(0, 1)}*`,
      "%",
      `${known.name})(uid=*`,
      `${known.name}' OR '1'='1`,
      "\\2a",
      "",
    ]
    for (const name of strange) {
      equal(await run(directory.find(name)), undefined, JSON.stringify(name))
      equal(await run(directory.authenticate(name, secret(known.password))), undefined, JSON.stringify(name))
    }
  })
}

const grouped = (test: Test): void => {
  test("gives the access of groups if and only if it has groups", async ({ directory, groups = [] }) => {
    equal(directory.groupAccess !== undefined, groups.length > 0)
    for (const { name, access } of groups)
      equal(await run(directory.groupAccess?.(name) ?? Effect.undefined), access, name)
  })

  test("gives nobody the access of others' groups", async ({ directory, groups = [] }) => {
    const some = groups.find(({ access }) => access !== undefined)?.name ?? ""
    const strange = ["nobody-of-this-name", "*", `${some.slice(0, 1)}*`, `${some})(cn=*`, `${some}\\00`, ""]
    for (const name of strange) {
      equal(await run(directory.groupAccess?.(name) ?? Effect.undefined), undefined, JSON.stringify(name))
    }
  })
}

const writable = (
  test: (name: string, body: (open: OpenDirectory, directory: WritableDirectory) => Promise<void>) => void,
) => {
  test("makes an operator with a level, who can log in", async ({ accessOf }, directory) => {
    await run(directory.create(bob, by))
    const expected = { name: "bob", fullName: "Bob Ünal", email: "bob@example.org", directory: directory.name }
    equal(await run(directory.find("bob")), expected)
    equal(await run(directory.authenticate("bob", bob.password)), expected)
    equal(await accessOf?.("bob"), 2)
  })

  test("lists everybody by name", async ({ known }, directory) => {
    await run(directory.create(bob, by))
    const names = (await run(directory.list())).map((operator) => operator.name)
    equal(names, ["bob", known.name].toSorted())
  })

  test("makes a name once, also of many at once", async (_, directory) => {
    const attempts = Array.from({ length: 10 }, () => Effect.result(directory.create(bob, by)))
    const results = await run(Effect.all(attempts, { concurrency: "unbounded" }))
    equal(results.filter((result) => result._tag === "Success").length, 1, "operators made")
    await refuses("operator-free", directory.create(bob, by))
  })

  test("changes what is given and leaves the rest", async (_, directory) => {
    await run(directory.create(bob, by))
    await run(directory.update("bob", { email: "new@example.org" }, by))
    equal((await run(directory.find("bob")))?.fullName, "Bob Ünal")
    equal((await run(directory.authenticate("bob", bob.password)))?.email, "new@example.org")
    await run(directory.update("bob", { password: secret("another") }, by))
    equal(await run(directory.authenticate("bob", bob.password)), undefined)
    present(await run(directory.authenticate("bob", secret("another"))), "the operator, by the new password")
    await refuses("operator-present", directory.update("nobody-of-this-name", { email: "" }, by))
  })

  test("removes an operator with the level", async ({ accessOf }, directory) => {
    await run(directory.create(bob, by))
    await run(directory.remove("bob", by))
    equal(await run(directory.find("bob")), undefined)
    equal(await run(directory.authenticate("bob", bob.password)), undefined)
    equal(await accessOf?.("bob"), undefined)
    await refuses("operator-present", directory.remove("bob", by))
  })

  test("does not remove the last super", async ({ accessOf, known }, directory) => {
    await run(directory.create(bob, by))
    await refuses("super-left", directory.remove(known.name, by))
    present(await run(directory.authenticate(known.name, secret(known.password))), "the last super")
    equal(await accessOf?.(known.name), 4)
  })
}

/** {@link OperatorDirectory}: reading for every directory, writing for those that can. */
export const operatorDirectoryContract = (harness: DirectoryHarness): void => {
  const { describe, it } = harness.runner
  const test: Test = (name, body) =>
    it(name, async () => {
      const open = await harness.open()
      try {
        await body(open)
      } finally {
        await open.close()
      }
    })
  describe(`${harness.name}: OperatorDirectory`, () => {
    test("has methods for writing if and only if it is writable", async ({ directory }) => {
      equal(isWritable(directory), harness.writable)
      const methods = ["create", "update", "remove", "list"].filter((method) => method in directory)
      equal(methods.length, harness.writable ? 4 : 0, `methods for writing: ${methods.join()}`)
    })
    readable(test)
    grouped(test)
    if (!harness.writable) return
    writable((name, body) =>
      test(name, async (open) => {
        ok(isWritable(open.directory), "it is writable")
        await body(open, open.directory)
      }),
    )
  })
}
