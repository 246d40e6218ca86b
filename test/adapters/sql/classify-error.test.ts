import { classifyError, SqlError, openDatabase } from "@sipwright/adapters/sql"
import { describe, expect, it } from "vitest"
import { onEachDatabase } from "./open-each.ts"

const SECRET = "hunter2-in-a-row-value"

const failure = async (work: Promise<unknown>): Promise<SqlError> => {
  try {
    await work
  } catch (error) {
    expect(error).toBeInstanceOf(SqlError)
    return error as SqlError
  }
  throw new Error("nothing failed")
}

// Everything that a log could print of it.
const printed = (error: Error): string =>
  [error.message, error.stack, JSON.stringify(error), JSON.stringify(error.cause), String(error.cause)].join("\n")

describe("an error of a driver", () => {
  const error = (fields: object) => Object.assign(new Error(`said ${SECRET}`), fields)
  it.each([
    ["sqlite", { code: "SQLITE_CONSTRAINT_UNIQUE" }, "unique-violation"],
    ["sqlite", { code: "SQLITE_CONSTRAINT_PRIMARYKEY" }, "unique-violation"],
    ["sqlite", { code: "SQLITE_CONSTRAINT_NOTNULL" }, "unknown"],
    ["sqlite", { code: "SQLITE_BUSY" }, "timeout"],
    ["sqlite", { code: "SQLITE_BUSY_SNAPSHOT" }, "deadlock"],
    ["sqlite", { code: "SQLITE_CANTOPEN" }, "connection"],
    ["sqlite", { code: "SQLITE_TOOBIG" }, "too-long"],
    ["mysql", { code: "ER_DUP_ENTRY", errno: 1062, sqlState: "23000" }, "unique-violation"],
    ["mysql", { code: "ER_LOCK_DEADLOCK", errno: 1213, sqlState: "40001" }, "deadlock"],
    ["mysql", { code: "ER_CHECKREAD", errno: 1020, sqlState: "HY000" }, "deadlock"],
    ["mysql", { code: "ER_LOCK_WAIT_TIMEOUT", errno: 1205, sqlState: "HY000" }, "timeout"],
    ["mysql", { code: "ER_UNKNOWN_COM_ERROR", errno: 1047, sqlState: "08S01" }, "connection"],
    ["mysql", { code: "ECONNREFUSED", errno: -111 }, "connection"],
    ["mysql", { code: "PROTOCOL_CONNECTION_LOST" }, "connection"],
    ["mysql", { code: "ETIMEDOUT" }, "timeout"],
    ["mysql", { code: "ER_ACCESS_DENIED_ERROR", errno: 1045, sqlState: "28000" }, "connection"],
    ["mysql", { code: "ER_PARSE_ERROR", errno: 1064, sqlState: "42000" }, "unknown"],
    ["postgres", { code: "23505" }, "unique-violation"],
    ["postgres", { code: "40P01" }, "deadlock"],
    ["postgres", { code: "40001" }, "deadlock"],
    ["postgres", { code: "57014" }, "timeout"],
    ["postgres", { code: "57P01" }, "connection"],
    ["postgres", { code: "22001" }, "too-long"],
    ["postgres", { code: "ECONNRESET" }, "connection"],
    ["postgres", { code: "42601" }, "unknown"],
  ] as const)("%s %o is %s", (dialect, fields, expected) => {
    const classified = classifyError(dialect, error(fields))
    expect(classified.failure).toBe(expected)
    expect(classified.outcome).toBe("unchanged")
    expect(printed(classified)).not.toContain(SECRET)
  })

  it("without any code is told by what drivers say of a connection", () => {
    expect(classifyError("postgres", new Error("Connection terminated unexpectedly")).failure).toBe("connection")
    expect(classifyError("postgres", new Error("timeout expired")).failure).toBe("timeout")
    expect(classifyError("mysql", new Error("Can't add new command when connection is in closed state")).failure).toBe(
      "connection",
    )
    expect(classifyError("sqlite", undefined).failure).toBe("unknown")
  })

  it("is not classified twice", () => {
    const once = new SqlError("deadlock", { cause: undefined })
    expect(classifyError("sqlite", once)).toBe(once)
  })
})

onEachDatabase("real errors", (opened, name) => {
  it("are classified and lose their values", async () => {
    const { database } = opened()
    await database.run(
      "CREATE TABLE guest (name VARCHAR(30) NOT NULL, room VARCHAR(30), CONSTRAINT room_key UNIQUE (room))",
    )
    const insert = "INSERT INTO guest (name, room) VALUES (?, ?)"
    await database.run(insert, ["a", SECRET])

    const duplicate = await failure(database.run(insert, ["b", SECRET]))
    expect(duplicate).toMatchObject({ failure: "unique-violation", outcome: "unchanged" })
    expect(duplicate.constraint).toBe(name === "sqlite" ? "guest.room" : "room_key")

    if (name !== "sqlite") {
      const long = await failure(database.run(insert, [SECRET.repeat(3), "x"]))
      expect(long).toMatchObject({ failure: "too-long", outcome: "unchanged" })
      expect(printed(long)).not.toContain(SECRET)
    }
    const wrong = await failure(database.run(`SELECT '${SECRET}' FROM nowhere WHERE`))
    expect(wrong.failure).toBe("unknown")
    const missing = await failure(database.run(insert, [null, SECRET]))
    for (const error of [duplicate, wrong, missing]) expect(printed(error)).not.toContain(SECRET)
    expect(await database.all("SELECT name FROM guest")).toEqual([{ name: "a" }])
  })

  it("tell of a server that is not there, without its password", async () => {
    const url =
      name === "sqlite"
        ? `sqlite:/nonexistent/${SECRET}/x.db`
        : `${name === "mariadb" ? "mysql" : "postgres"}://u:${SECRET}@127.0.0.1:1/x`
    const database = await openDatabase({ url })
    const start = performance.now()
    const error = await failure(database.all("SELECT 1"))
    expect(error).toMatchObject({ outcome: "unchanged" })
    if (name !== "sqlite") expect(error.failure).toBe("connection")
    expect(printed(error)).not.toContain(SECRET)
    expect(performance.now() - start).toBeLessThan(5500)
    await database.close()
  })
})
