import { nodeCrypto } from "@sipwright/adapters/node-crypto"
import { sqlStore } from "@sipwright/adapters/sql"
import { createSipwright } from "@sipwright/core"

/** Accounts in an SQLite file that Kamailio reads too; with a server, the URL is all that changes. */
export const sip = createSipwright({
  store: sqlStore({
    database: { url: process.env.DATABASE_URL ?? "sqlite:./accounts.db" },
    secretKey: process.env.SECRET_KEY ?? "",
  }),
  crypto: nodeCrypto,
})

export const DOMAIN = "example.org"

await sip.domains.add({ domain: DOMAIN }).catch((error: { _tag?: string }) => {
  if (error._tag !== "DomainExists") throw error
})
await sip.domains.setServers({
  domain: DOMAIN,
  registrar: `sip.${DOMAIN}`,
  registrarPort: "5060",
  proxy: `sip.${DOMAIN}`,
  proxyPort: "5060",
  provisioningUrl: `https://phones.${DOMAIN}/`,
})
