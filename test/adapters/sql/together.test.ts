import type { Database } from "@sipwright/adapters/sql"
import { beforeEach, expect, it } from "vitest"
import { commitTogether } from "../../../packages/adapters/src/sql/statements/commit-together.ts"
import { lookUpTogether } from "../../../packages/adapters/src/sql/statements/look-up-together.ts"
import { onEachDatabase } from "./open-each.ts"

const insert = "INSERT INTO box (name, amount) VALUES (?, ?)"
const names = async (database: Database) =>
  (await database.all("SELECT name FROM box ORDER BY name")).map((row) => row["name"])

onEachDatabase("what many ask for at once", (opened, name) => {
  beforeEach(async () => {
    const { database } = opened()
    await database.run("DROP TABLE IF EXISTS box")
    await database.run("CREATE TABLE box (name VARCHAR(8) NOT NULL PRIMARY KEY, amount BIGINT NOT NULL)")
  })

  it("is looked up for each: the own row, or none", async () => {
    const { database } = opened()
    for (let number = 0; number < 30; number++) await database.run(insert, [`box${number}`, number])
    let statements = 0
    const counted = {
      dialect: database.dialect,
      all: (...asked: Parameters<Database["all"]>) => {
        statements++
        return database.all(...asked)
      },
    }
    const find = lookUpTogether(counted, (first) => `SELECT ${first}name, amount FROM box WHERE name = ?`)
    for (const callers of [1, 2, 3, 8, 17, 40]) {
      statements = 0
      const found = await Promise.all(Array.from({ length: callers }, (_, caller) => find([`box${caller}`])))
      expect(found.map((row) => row?.["amount"])).toEqual(
        Array.from({ length: callers }, (_, caller) => (caller < 30 ? caller : undefined)),
      )
      expect(statements).toBe(name === "sqlite" ? callers : Math.ceil(callers / 16))
    }
  })

  it("fails for all of a statement, and not for those after it", async () => {
    const { database } = opened()
    await database.run(insert, ["a", 1])
    const find = lookUpTogether(database, (first) => `SELECT ${first}amount FROM box WHERE name = ?`)
    await database.run("ALTER TABLE box RENAME TO away")
    const failed = await Promise.allSettled([find(["a"]), find(["b"])])
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"])
    await database.run("ALTER TABLE away RENAME TO box")
    expect(await find(["a"])).toMatchObject({ amount: 1 })
  })

  it("is committed for each, and one that fails takes only its own back", async () => {
    const { database } = opened()
    const together = commitTogether(database)
    const add = (box: string, amount: number) =>
      together(async (connection) => {
        await connection.run(insert, [box, amount])
        if (amount < 0) throw new Error("no such amount")
        return amount
      })
    const outcomes = await Promise.allSettled([add("a", 1), add("b", -1), add("a", 2), add("c", 3)])
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"])
    expect(outcomes[1]).toMatchObject({ reason: { message: "no such amount" } })
    expect(outcomes[2]).toMatchObject({ reason: { failure: "unique-violation" } })
    expect(await names(database)).toEqual(["a", "c"])
  })

  it("is told to nobody before it is committed, and to everybody where that fails", async () => {
    const { database } = opened()
    const failing: Pick<Database, "transaction"> = {
      transaction: (work) =>
        database.transaction(async (connection) => {
          await work(connection)
          throw new Error("the disk is full")
        }),
    }
    const together = commitTogether(failing)
    const outcomes = await Promise.allSettled(
      ["a", "b"].map((box) => together((connection) => connection.run(insert, [box, 1]))),
    )
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { message: "the disk is full" } })
    expect(await names(database)).toEqual([])
  })
})
