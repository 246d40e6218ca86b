import { randomBytes } from "node:crypto"
import { Client } from "pg"
import type { Row, TestDatabase } from "./test-database.ts"

export async function createPostgresDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `sipwright_${randomBytes(6).toString("hex")}`
  // template0 is nobody's connection, so that many databases can be made at the same time.
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  const connect = async () => {
    const made = new Client({ connectionString: url.href })
    // Its server may be stopped by a test, and is asked again when it is back.
    made.on("error", () => {
      client = undefined
    })
    await made.connect()
    return made
  }
  let client: Promise<Client> | undefined = connect()
  await client
  return {
    url: url.href,
    kamailioUrl: kamailioUrl(url, name),
    query: async (sql, parameters = []) => {
      client ??= connect()
      return (await (await client).query<Row>(numbered(sql), [...parameters])).rows
    },
    close: async () => {
      await (await client)?.end()
      await asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

async function asAdmin(adminUrl: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

// Kamailio does not decode percent escapes.
function kamailioUrl(url: URL, name: string): string {
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return `postgres://${login}@${url.hostname}:${url.port || "5432"}/${name}`
}

/** `?` outside of quotes becomes `$1`, `$2`, … */
function numbered(sql: string): string {
  let count = 0
  return sql.replace(/'[^']*'|"[^"]*"|\?/g, (match) => {
    if (match !== "?") return match
    count += 1
    return `$${count}`
  })
}
