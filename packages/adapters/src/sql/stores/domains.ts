import type { Domains, DomainServers, PortNumber } from "@sipwright/core"
import type { Row } from "../database.ts"
import { query } from "../effects.ts"
import type { StoreDeps } from "../store-deps.ts"

const serversOf = (row: Row): DomainServers => ({
  registrar: row["registrar"] as string,
  registrarPort: row["registrar_port"] as PortNumber,
  proxy: row["proxy"] as string,
  proxyPort: row["proxy_port"] as PortNumber,
  provisioningUrl: row["provisioning_url"] as string,
})

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Domains as Kamailio's domain module sees them: every row of `domain`, whatever its `did`, compared without case. Where that
 * table does not exist, those of the settings.
 */
export const makeDomains = (deps: StoreDeps): Domains["Service"] => {
  const { own, kamailio } = deps.databases
  const isLocal = "SELECT 1 AS one FROM domain WHERE lower(domain) = ? LIMIT 1"
  const list = "SELECT domain FROM domain"
  const servers = `SELECT registrar, registrar_port, proxy, proxy_port, provisioning_url FROM ${deps.tables.domainServers}
    WHERE domain = ?`
  const configured = [...new Set(deps.domains)].sort(byText)
  return {
    isLocal: (domain) =>
      query(async () =>
        deps.capabilities.tables.domain
          ? (await kamailio.all(isLocal, [domain])).length > 0
          : configured.includes(domain),
      ),
    // Sorted here: the table's own collation may be any.
    list: () =>
      query(async () =>
        deps.capabilities.tables.domain
          ? (await kamailio.all(list)).map((row) => row["domain"] as string).sort(byText)
          : configured,
      ),
    servers: (domain) => query(async () => (await own.all(servers, [domain])).map(serversOf).at(0)),
  }
}
