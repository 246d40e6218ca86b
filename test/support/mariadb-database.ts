import { randomBytes } from "node:crypto"
import { type Connection, createConnection } from "mysql2/promise"
import type { Row, TestDatabase } from "./test-database.ts"

export async function createMariaDbDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `sipwright_${randomBytes(6).toString("hex")}`
  await asAdmin(adminUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  const connect = async () => {
    const made = await createConnection({ uri: url.href, supportBigNumbers: true })
    // Its server may be stopped by a test, and is asked again when it is back.
    made.on("error", () => {
      connection = undefined
    })
    return made
  }
  let connection: Promise<Connection> | undefined = connect()
  await connection
  return {
    url: url.href,
    kamailioUrl: kamailioUrl(url, name),
    query: async (sql, parameters = []) => {
      connection ??= connect()
      const [rows] = await (await connection).query(sql, [...parameters])
      return Array.isArray(rows) ? (rows as readonly unknown[]).filter(isRow) : []
    },
    close: async () => {
      await (await connection)?.end()
      await asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name}`)
    },
  }
}

async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri: adminUrl })
  try {
    await connection.query(sql)
  } finally {
    await connection.end()
  }
}

// Kamailio does not decode percent escapes, and takes `localhost` for a Unix socket whatever the port.
function kamailioUrl(url: URL, name: string): string {
  const host = url.hostname === "localhost" ? "127.0.0.1" : url.hostname
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return `mysql://${login}@${host}:${url.port || "3306"}/${name}`
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
