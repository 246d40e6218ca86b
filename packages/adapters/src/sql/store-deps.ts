import type { Databases } from "./database.ts"
import type { KamailioCapabilities } from "./schema/kamailio-capabilities.ts"
import type { OwnTables } from "./schema/tables.ts"
import type { SecretBox } from "./secret-box.ts"

/** What every store of this adapter is made of. */
export interface StoreDeps {
  readonly databases: Databases
  readonly tables: OwnTables
  readonly capabilities: KamailioCapabilities
  readonly secrets: SecretBox
  /** The local domains where Kamailio has no `domain` table; canonical spelling. */
  readonly domains: ReadonlyArray<string>
  /** Mirror call permissions to Kamailio's `grp`, one group a flag, where that table exists. */
  readonly groups: boolean
  /** Take in rows of `subscriber` that were made outside. */
  readonly adoption: boolean
}
