import { access } from "node:fs/promises"
import { deploymentOf } from "./deployment-of.ts"
import type { Settings } from "./settings.ts"
import { StartRefused } from "./start-refused.ts"

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Rejects with {@link StartRefused} where Kamailio reads clear text, as far as its rows tell, and nobody said what to write:
 * with the default, an account would lose its clear text at the next change of its password, and could not register any more.
 */
export const checkPasswordStorage = async (settings: Settings): Promise<void> => {
  const database = settings.kamailioDatabaseUrl ?? settings.databaseUrl
  if (settings.passwordStorage !== undefined || database.kind === "memory") return
  if (database.kind === "sqlite" && !(await isThere(database.path))) return
  const { kamailioHoldsClearText } = await import("@sipwright/adapters/sql")
  const { nodeDigestHash } = await import("@sipwright/adapters/node-crypto")
  const options = { hasher: nodeDigestHash, synchronous: settings.sqliteSynchronous }
  if (await kamailioHoldsClearText({ url: database.url }, deploymentOf(settings), options)) {
    throw new StartRefused(
      "Kamailio's table subscriber holds clear-text passwords that match their ha1, and SIPWRIGHT_PASSWORD_STORAGE is not set. " +
        "Set it to plaintext if Kamailio reads them (calculate_ha1=1), or to ha1 if it reads the hashes (calculate_ha1=0).",
    )
  }
}
