import type { Row, TestDatabase } from "./test-database.ts"

/** What has to hold of the rows of both schemas at any moment, whatever happened. Answers what does not, in words. */
export const brokenPromises = async (
  own: TestDatabase,
  kamailio: TestDatabase = own,
): Promise<ReadonlyArray<string>> => {
  const read = (sql: string): Promise<ReadonlyArray<Row>> => (sql.includes("sipwright_") ? own : kamailio).query(sql)
  const accounts = await read("SELECT address, type, state, username, domain FROM sipwright_account")
  const addresses = await read("SELECT address, kind FROM sipwright_address")
  const subscribers = await read("SELECT username, domain, password, ha1 FROM subscriber")
  const aliases = await read("SELECT alias_username, alias_domain, username, domain FROM dbaliases")
  const phones = await read("SELECT mac, address FROM sipwright_phone")
  const numbers = await read("SELECT number FROM sipwright_number")
  const claims = await read("SELECT subject FROM sipwright_journal_subject")
  const journal = await read("SELECT id FROM sipwright_journal")
  const preferences = await read("SELECT username, domain FROM usr_preferences")
  const domains = new Set((await read("SELECT domain FROM domain")).map((row) => String(row["domain"])))
  const roles = await read("SELECT name, parent FROM sipwright_role")
  const spaces = await read("SELECT domain, max_accounts FROM sipwright_space")
  const operators = new Set((await read("SELECT name FROM sipwright_operator")).map((row) => String(row["name"])))
  const text = (row: Row, column: string) => String(row[column])
  const name = (row: Row) => `${text(row, "username")}@${text(row, "domain")}`
  const aliasName = (row: Row) => `${text(row, "alias_username")}@${text(row, "alias_domain")}`
  const known = new Map(accounts.map((row) => [text(row, "address"), text(row, "state")]))
  const reserved = new Map(addresses.map((row) => [text(row, "address"), text(row, "kind")]))
  const inKamailio = new Set(subscribers.map(name))
  const pool = new Set(numbers.map((row) => text(row, "number")))
  const broken: Array<string> = []
  const check = (holds: boolean, sentence: string): void => {
    if (!holds) broken.push(sentence)
  }

  for (const row of accounts) {
    const address = text(row, "address")
    const isActive = text(row, "state") === "active" && text(row, "type") === "local"
    check(text(row, "state") !== "gone", `${address} is gone, and nobody took its row away`)
    check(isActive === inKamailio.has(name(row)), `${address} is ${text(row, "state")}, and its row says otherwise`)
    check(reserved.get(address) === "account", `${address} is an account, and its address is not reserved for it`)
  }
  for (const row of subscribers) {
    check(known.has(name(row)), `${name(row)} has a row and is no account`)
    check(text(row, "password") !== "", `${name(row)} has an empty password`)
    check(/^[0-9a-f]{32}$/.test(text(row, "ha1")), `${name(row)} has no hash`)
  }
  check(inKamailio.size === subscribers.length, "an account has two rows")
  const seen = new Set<string>()
  const numbersOf = new Map<string, number>()
  for (const row of aliases) {
    const alias = aliasName(row)
    check(!seen.has(alias), `${alias} is there twice`)
    seen.add(alias)
    check(known.has(name(row)), `${alias} leads to ${name(row)}, who is nobody`)
    check(!known.has(alias), `${alias} is an account, too`)
    check(reserved.get(alias) === "alias", `${alias} is an alias, and its address is not reserved for it`)
    check(!pool.has(text(row, "alias_username")), `${text(row, "alias_username")} is an alias and in the pool`)
    if (text(row, "alias_username").startsWith("+")) numbersOf.set(name(row), (numbersOf.get(name(row)) ?? 0) + 1)
  }
  for (const [address, count] of numbersOf) check(count === 1, `${address} has ${count} numbers`)
  for (const [address, kind] of reserved) {
    check(kind === "account" ? known.has(address) : seen.has(address), `${address} is reserved for no ${kind}`)
  }
  for (const row of phones) check(known.has(text(row, "address")), `the phone ${text(row, "mac")} is nobody's`)
  for (const row of preferences) check(known.has(name(row)), `${name(row)} is nobody and has preferences`)
  check(claims.length === 0, "something is still claimed by a change set")
  for (const row of accounts) {
    if (text(row, "type") === "local") check(domains.has(text(row, "domain")), `${name(row)} is in no domain`)
  }
  for (const row of aliases) check(domains.has(text(row, "alias_domain")), `${aliasName(row)} is in no domain`)
  for (const row of spaces) {
    const domain = text(row, "domain")
    const held = accounts.filter((one) => text(one, "domain") === domain && text(one, "type") === "local").length
    check(domains.has(domain), `the space ${domain} has no domain`)
    const room = Number(row["max_accounts"]) || Infinity
    check(held <= room, `the space ${domain} has ${held} accounts, and room for fewer`)
  }
  for (const { domain } of await read("SELECT domain FROM sipwright_domain_servers")) {
    check(domains.has(String(domain)), `there are servers of ${String(domain)}, and no such domain`)
  }

  const given = new Set(["root", "admin", "user", ...roles.map((row) => text(row, "name"))])
  for (const row of roles) {
    check(row["parent"] === null || given.has(text(row, "parent")), `the parent of ${text(row, "name")} is gone`)
  }
  for (const row of await read("SELECT kind, name, role FROM sipwright_role_holder")) {
    const holder = text(row, "name")
    check(given.has(text(row, "role")), `${holder} has the role ${text(row, "role")}, which is gone`)
    const isThere = row["kind"] === "account" ? known.has(holder) : operators.has(holder)
    check(isThere, `${holder} has a role, and is nobody`)
  }
  for (const row of await read("SELECT domain, role FROM sipwright_domain_token")) {
    check(given.has(text(row, "role")), `a token has the role ${text(row, "role")}, which is gone`)
    check(domains.has(text(row, "domain")), `a token is one of ${text(row, "domain")}, which is gone`)
  }
  for (const [table, column] of [
    ["sipwright_api_key", "account"],
    ["sipwright_attached_token", "account"],
    ["sipwright_account_number", "address"],
  ]) {
    for (const row of await read(`SELECT ${column} AS address FROM ${table} WHERE ${column} IS NOT NULL`)) {
      check(known.has(text(row, "address")), `${table} has a row of ${text(row, "address")}, who is nobody`)
    }
  }
  check(
    (await read("SELECT name FROM sipwright_authorization WHERE access = 4")).length > 0,
    "nobody is left who may do everything",
  )
  check(journal.length === 0, "a change set was left in the middle")
  return broken
}
