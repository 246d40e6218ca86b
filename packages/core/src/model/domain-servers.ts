import type { PortNumber } from "../values/port-number.ts"

/** The servers that a new account of a domain gets, and where its phones fetch their configuration. */
export interface DomainServers {
  readonly registrar: string
  readonly registrarPort: PortNumber
  readonly proxy: string
  readonly proxyPort: PortNumber
  readonly provisioningUrl: string
}
