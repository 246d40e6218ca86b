import type { Domains, DomainServers, PortNumber } from "@sipwright/core"
import type { Connection, Row } from "../database.ts"
import { query } from "../effects.ts"
import { lookUpTogether } from "../statements/look-up-together.ts"
import { truth } from "../statements/values.ts"
import type { StoreDeps } from "../store-deps.ts"

const serversOf = (row: Row): DomainServers => ({
  registrar: row["registrar"] as string,
  registrarPort: row["registrar_port"] as PortNumber,
  proxy: row["proxy"] as string,
  proxyPort: row["proxy_port"] as PortNumber,
  provisioningUrl: row["provisioning_url"] as string,
})

type Reading = Pick<Connection, "all">

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Domains as Kamailio's domain module sees them: every row of `domain`, whatever its `did`, compared without case. Where that
 * table does not exist, those of the settings.
 */
export const makeDomains = (deps: StoreDeps): Domains["Service"] => {
  const { own, kamailio, shared } = deps.databases
  const { domain: hasTable } = deps.capabilities.tables
  const columns = "registrar, registrar_port, proxy, proxy_port, provisioning_url"
  const local = "SELECT 1 AS one FROM domain WHERE lower(domain) = ? LIMIT 1"
  const list = "SELECT domain FROM domain"
  const servers = `SELECT ${columns} FROM ${deps.tables.domainServers} WHERE domain = ?`
  const both = lookUpTogether(
    own,
    (first) =>
      `SELECT ${first}EXISTS (${local}) AS local, d.* FROM (SELECT 1 AS one) x LEFT JOIN (${servers}) d ON 1 = 1`,
  )
  const configured = [...new Set(deps.domains)].sort(byText)

  const isLocal = async (connection: Reading, domain: string): Promise<boolean> =>
    hasTable ? (await connection.all(local, [domain])).length > 0 : configured.includes(domain)
  const serversIn = async (connection: Reading, domain: string): Promise<DomainServers | undefined> =>
    (await connection.all(servers, [domain])).map(serversOf).at(0)

  const lookUp = async (domain: string) => {
    const apart = async (ours: Reading, theirs: Reading) => ({
      isLocal: await isLocal(theirs, domain),
      servers: await serversIn(ours, domain),
    })
    if (!shared) return apart(own, kamailio)
    // In SQLite a look-up is no trip, and a join with parameters is planned anew at every call.
    if (!hasTable || own.dialect === "sqlite") return own.together((connection) => apart(connection, connection))
    const row = (await both([domain, domain])) ?? {}
    return { isLocal: truth(row["local"]), servers: row["registrar"] === null ? undefined : serversOf(row) }
  }

  return {
    isLocal: (domain) => query(() => isLocal(kamailio, domain)),
    // Sorted here: the table's own collation may be any.
    list: () =>
      query(async () =>
        hasTable ? (await kamailio.all(list)).map((row) => row["domain"] as string).sort(byText) : configured,
      ),
    servers: (domain) => query(() => serversIn(own, domain)),
    lookUp: (domain) => query(() => lookUp(domain)),
  }
}
