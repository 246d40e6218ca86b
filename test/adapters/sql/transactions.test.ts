import { createServer, type Socket } from "node:net"
import { type Database, openDatabase, SqlError } from "@sipwright/adapters/sql"
import { beforeEach, describe, expect, it } from "vitest"
import { onEachDatabase } from "./open-each.ts"

const set = "UPDATE box SET amount = ? WHERE name = ?"
const add = "UPDATE box SET amount = amount + ? WHERE name = ?"

const amounts = async (database: Database) =>
  Object.fromEntries(
    (await database.all("SELECT name, amount FROM box ORDER BY name")).map((row) => [row["name"], row["amount"]]),
  )

onEachDatabase("a database", (opened, name) => {
  beforeEach(async () => {
    const { database } = opened()
    await database.run("DROP TABLE IF EXISTS box")
    await database.run(
      "CREATE TABLE box (name VARCHAR(8) NOT NULL PRIMARY KEY, amount BIGINT NOT NULL, note VARCHAR(20))",
    )
    for (const box of ["a", "b"]) await database.run("INSERT INTO box (name, amount) VALUES (?, ?)", [box, 0])
  })

  it("gives numbers for big integers, and text and NULL as they are", async () => {
    const { database } = opened()
    await database.run(set, [Number.MAX_SAFE_INTEGER, "a"])
    const rows = await database.all(
      "SELECT amount, note, (SELECT COUNT(*) FROM box) AS total FROM box WHERE amount = ?",
      [Number.MAX_SAFE_INTEGER],
    )
    expect(rows).toEqual([{ amount: Number.MAX_SAFE_INTEGER, note: null, total: 2 }])
  })

  it("takes LIMIT as a parameter", async () => {
    const rows = await opened().database.all("SELECT name FROM box WHERE name > ? ORDER BY name LIMIT ?", ["", 1])
    expect(rows).toEqual([{ name: "a" }])
  })

  it("takes a question mark in a literal for itself", async () => {
    const rows = await opened().database.all("SELECT 'a?b''?' AS odd FROM box WHERE name = ?", ["a"])
    expect(rows).toEqual([{ odd: "a?b'?" }])
  })

  it("counts matched rows, also where nothing is different", async () => {
    const { database } = opened()
    expect(await database.run(set, [0, "a"])).toBe(1)
    expect(await database.run("UPDATE box SET amount = 0")).toBe(2)
    expect(await database.run(set, [0, "nobody"])).toBe(0)
  })

  it("runs the same text many times, and many texts", async () => {
    const { database } = opened()
    for (let i = 0; i < 50; i++)
      expect(await database.all("SELECT name FROM box WHERE name = ?", ["b"])).toHaveLength(1)
    for (let i = 0; i < 1200; i++)
      expect(await database.all(`SELECT ${i} AS n FROM box WHERE name = ?`, ["b"])).toEqual([{ n: i }])
    for (let i = 0; i < 1200; i++)
      expect(await database.all(`SELECT ${i} AS n FROM box WHERE name = ?`, ["b"])).toEqual([{ n: i }])
  }, 60_000)

  it.runIf(name === "postgres").for([10, 100])(
    "keeps no plan of a look for %i keys or from an id on, which was made for the table as it was",
    async (length) => {
      const { database } = opened()
      const names = Array.from({ length }, (_, index) => `box${index}`)
      const look = `SELECT name FROM box WHERE name IN (${names.map(() => "?").join(", ")})`
      const kept = await database.transaction(async (connection) => {
        for (let times = 0; times < 5; times++) {
          await connection.all(look, names)
          await connection.all("SELECT name FROM box WHERE name = ?", ["a"])
          await connection.all("SELECT name FROM box WHERE name > ? LIMIT 1 /* planned anew */", ["a"])
        }
        const statements = await connection.all("SELECT statement FROM pg_prepared_statements")
        return statements
          .map(({ statement }) => String(statement))
          .filter((text) => text.includes("FROM box WHERE name"))
      })
      expect(new Set(kept)).toEqual(new Set(["SELECT name FROM box WHERE name = $1"]))
    },
  )

  it.runIf(name === "postgres").for([10, 1000])(
    "looks for %i keys by the index, though nothing is known of the table",
    async (length) => {
      const { database } = opened()
      await database.run("INSERT INTO box (name, amount) SELECT 'n' || i, 0 FROM generate_series(1, 20000) i")
      const names = Array.from({ length }, (_, index) => `m${index}`)
      const look = `SELECT name FROM box WHERE name IN (${names.map(() => "?").join(", ")})`
      const plan = (await database.all(`EXPLAIN ${look}`, names)).map((row) => String(row["QUERY PLAN"])).join("\n")
      expect(plan).toContain("Index Scan")
      expect(plan).not.toContain("Seq Scan")
    },
  )

  const ODD = [
    "it's",
    "ba\\ck",
    "\\' OR 1-",
    "'",
    "\\",
    "?",
    '"q"',
    "`t`",
    "ümla €",
    "\u{1F41F}",
    "a\nb\t\r",
    "%_",
    ":n",
  ]

  it.each(name === "mariadb" ? ["", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES"] : [""])(
    "writes many rows in one statement and looks for many keys, whatever is in them %s",
    async (mode) => {
      const { database } = opened()
      const names = [...ODD, ...Array.from({ length: 300 }, (_, index) => `m${index}`)]
      const rows = names.map((one, index): readonly [string, number] => [one, index - 1])
      const found = await database.transaction(async (connection) => {
        if (name === "mariadb") await connection.run("SET @before = @@SESSION.sql_mode")
        if (mode !== "") await connection.run(`SET SESSION sql_mode = '${mode}'`)
        const values = rows.map(() => "(?, ?)").join(", ")
        const inserted = await connection.run(`INSERT INTO box (name, amount) VALUES ${values}`, rows.flat())
        expect(inserted).toBe(names.length)
        const list = names.map(() => "?").join(", ")
        const read = await connection.all(`SELECT name, amount FROM box WHERE name IN (${list})`, names)
        if (name === "mariadb") await connection.run("SET SESSION sql_mode = @before")
        return read
      })
      const amountOf = new Map(found.map((row) => [String(row["name"]), Number(row["amount"])]))
      expect(amountOf).toEqual(new Map(rows))
    },
  )

  it("commits", async () => {
    const { database } = opened()
    const answer = await database.transaction(async (connection) => {
      await connection.run(add, [1, "a"])
      await connection.run(add, [2, "b"])
      return (await connection.all("SELECT SUM(amount) AS total FROM box")).length
    })
    expect(answer).toBe(1)
    expect(await amounts(database)).toEqual({ a: 1, b: 2 })
  })

  it("rolls back when the work rejects, and lets the rejection through", async () => {
    const { database } = opened()
    const reason = new Error("no")
    const work = database.transaction(async (connection) => {
      await connection.run(add, [1, "a"])
      throw reason
    })
    await expect(work).rejects.toBe(reason)
    expect(await amounts(database)).toEqual({ a: 0, b: 0 })
  })

  it("rolls back after a failed statement, even one that was caught on PostgreSQL", async () => {
    const { database } = opened()
    const insert = "INSERT INTO box (name, amount) VALUES (?, 0)"
    const work = database.transaction(async (connection) => {
      await connection.run(add, [1, "a"])
      await connection.run(insert, ["b"])
    })
    await expect(work).rejects.toMatchObject({ failure: "unique-violation", outcome: "unchanged" })
    expect(await amounts(database)).toEqual({ a: 0, b: 0 })
    const caught = database.transaction(async (connection) => {
      await connection.run(add, [1, "a"])
      await connection.run(insert, ["b"]).catch(() => {})
    })
    // There the server would answer COMMIT with ROLLBACK and no error at all.
    if (name === "postgres") await expect(caught).rejects.toBeInstanceOf(SqlError)
    else await caught
    expect(await amounts(database)).toEqual({ a: name === "postgres" ? 0 : 1, b: 0 })
  })

  it("loses no update of 20 transactions at once", async () => {
    const { database } = opened()
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.transaction(async (connection) => {
          const lock = name === "sqlite" ? "" : " FOR UPDATE"
          const [row] = await connection.all(`SELECT amount FROM box WHERE name = ?${lock}`, ["a"])
          await connection.run(set, [(row?.["amount"] as number) + 1, "a"])
        }),
      ),
    )
    expect((await amounts(database))["a"]).toBe(20)
  })

  it.skipIf(name === "sqlite")("tries again after a deadlock, and both are done", async () => {
    const { database } = opened()
    let attempts = 0
    let arrived = 0
    let meet = () => {}
    const both = new Promise<void>((resolve) => {
      meet = resolve
    })
    const crossing = (first: string, second: string) =>
      database.transaction(async (connection) => {
        attempts++
        await connection.run(add, [1, first])
        if (++arrived >= 2) meet()
        await both
        await connection.run(add, [1, second])
      })
    await Promise.all([crossing("a", "b"), crossing("b", "a")])
    expect(attempts).toBeGreaterThan(2)
    expect(await amounts(database)).toEqual({ a: 2, b: 2 })
  })

  // A server whose default is serializable says this at any moment.
  it.runIf(name === "postgres")("tries again after a serialization failure, and does it once", async () => {
    const { database } = opened()
    let attempts = 0
    await database.transaction(async (connection) => {
      await connection.run(add, [1, "a"])
      if (++attempts < 3) await connection.all("DO $$ BEGIN RAISE serialization_failure; END $$")
    })
    expect(attempts).toBe(3)
    expect(await amounts(database)).toEqual({ a: 1, b: 0 })
  })

  it("gives up what collides again and again, and has changed nothing", async () => {
    const { backDoor } = opened()
    const waits: Array<number> = []
    const patience = {
      attempts: 4,
      delay: (attempt: number) => attempt,
      sleep: async (wait: number) => void waits.push(wait),
    }
    const database = await openDatabase({ url: backDoor.url }, { patience })
    const collision = new SqlError("deadlock", { cause: undefined })
    let attempts = 0
    const work = database.transaction(async (connection) => {
      attempts++
      await connection.run(add, [1, "a"])
      throw collision
    })
    await expect(work).rejects.toBe(collision)
    expect([attempts, waits]).toEqual([4, [2, 3, 4]])
    expect(await amounts(database)).toEqual({ a: 0, b: 0 })
    await database.close()
  })

  it.skipIf(name === "sqlite")("does not go on in a transaction that the server gave up", async () => {
    const { backDoor } = opened()
    const waits: Array<number> = []
    const database = await openDatabase(
      { url: backDoor.url },
      {
        patience: {
          delay: (attempt) => attempt * 20,
          sleep: (wait) => new Promise((resolve) => setTimeout(resolve, waits.push(wait) && wait)),
        },
      },
    )
    let arrived = 0
    let meet = () => {}
    const both = new Promise<void>((resolve) => {
      meet = resolve
    })
    const crossing = (first: string, second: string) =>
      database.transaction(async (connection) => {
        await connection.run(add, [1, first])
        if (++arrived >= 2) meet()
        await both
        // Whoever swallows the deadlock must not have the rest committed by itself.
        await connection.run(add, [1, second]).catch(() => {})
        await connection.run(add, [100, second]).catch(() => {})
      })
    await Promise.all([crossing("a", "b"), crossing("b", "a")])
    expect(waits[0]).toBe(40)
    expect(await amounts(database)).toEqual({ a: 102, b: 102 })
    await database.close()
  })

  it("gives a host's knex back as it was", async () => {
    const { database, backDoor } = opened()
    const borrowed = await openDatabase({ knex: database.knex })
    expect(borrowed.dialect).toBe(database.dialect)
    await borrowed.transaction((connection) => connection.run(add, [5, "a"]))
    await borrowed.close()
    expect(await amounts(database)).toEqual({ a: 5, b: 0 })
    expect(await backDoor.query("SELECT name FROM box")).toHaveLength(2)
  })

  it.skipIf(name === "sqlite")("survives that its connections are killed", async () => {
    const { backDoor } = opened()
    const database = await openDatabase({ url: backDoor.url })
    const own = name === "mariadb" ? "SELECT CONNECTION_ID() AS id" : "SELECT pg_backend_pid() AS id"
    const kill = async (id: unknown) =>
      backDoor.query(name === "mariadb" ? `KILL ${Number(id)}` : `SELECT pg_terminate_backend(${Number(id)})`)
    const [idle] = await database.all(own)
    await kill(idle?.["id"])
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await database.all("SELECT name FROM box WHERE name = ?", ["a"])).toHaveLength(1)

    const work = database.transaction(async (connection) => {
      await connection.run(add, [1, "a"])
      const [row] = await connection.all(own)
      await kill(row?.["id"])
      await connection.run(add, [1, "b"])
    })
    await expect(work).rejects.toMatchObject({ failure: "connection", outcome: "unchanged" })
    expect(await amounts(database)).toEqual({ a: 0, b: 0 })
    await database.close()
  })

  it.skipIf(name === "sqlite")("says that the outcome is unknown when the answer to COMMIT is lost", async () => {
    const { backDoor } = opened()
    const silence = await silenceable(new URL(backDoor.url))
    const database = await openDatabase({ url: silence.url }, { patience: { statement: 400 } })
    await database.all("SELECT 1 AS one")
    const work = database.transaction(async (connection) => {
      await connection.run(add, [1, "a"])
      silence.holdAnswers()
    })
    await expect(work).rejects.toMatchObject({ failure: "timeout", outcome: "unknown" })
    // The server did it; only its answer was lost.
    await expect.poll(() => amounts(opened().database)).toEqual({ a: 1, b: 0 })
    await database.close()
    silence.close()
  })

  it.skipIf(name === "sqlite")("answers in time when the server falls silent, and comes back with it", async () => {
    const { backDoor } = opened()
    const silence = await silenceable(new URL(backDoor.url))
    const database = await openDatabase({ url: silence.url }, { patience: { statement: 400 } })
    await database.all("SELECT 1 AS one")
    silence.holdAnswers()
    const start = performance.now()
    await expect(database.all("SELECT 1 AS one")).rejects.toMatchObject({ failure: "timeout", outcome: "unchanged" })
    await expect(database.all("SELECT 1 AS one")).rejects.toMatchObject({ outcome: "unchanged" })
    await expect(database.run(set, [7, "b"])).rejects.toMatchObject({ outcome: "unchanged" })
    expect(performance.now() - start).toBeLessThan(2500)
    silence.answerAgain()
    expect(await database.all("SELECT name FROM box WHERE name = ?", ["a"])).toHaveLength(1)
    await database.close()
    silence.close()
  })
})

/** A way to the server on which its answers can be held back. */
const silenceable = async (target: URL) => {
  const { connect } = await import("node:net")
  const sockets = new Set<Socket>()
  let silent = false
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => sockets.delete(socket))
    }
    client.on("data", (data) => upstream.write(data))
    upstream.on("data", (data) => silent || client.write(data))
    client.on("close", () => upstream.end())
    upstream.on("close", () => client.end())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = new URL(target)
  url.hostname = "127.0.0.1"
  url.port = String((server.address() as { port: number }).port)
  return {
    url: url.href,
    holdAnswers: () => {
      silent = true
    },
    answerAgain: () => {
      silent = false
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

describe("a database URL", () => {
  it.each([
    "",
    "oracle://x/y",
    "mysql://u:hunter2@h",
    "postgres://u:hunter2%zz@h/x",
    "sqlite:",
    "mysql://u:hun#ter2@h/x",
  ])("is refused without being repeated: %#", async (url) => {
    const refusal = openDatabase({ url })
    await expect(refusal).rejects.toMatchObject({ _tag: "SqlStoreError", reason: "bad-url" })
    await expect(refusal).rejects.not.toThrow(/hunter2/)
  })
})
