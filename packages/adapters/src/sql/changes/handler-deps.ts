import type { AccountSecrets } from "../account-secrets.ts"
import type { Connection } from "../database.ts"
import type { SqlDialect } from "../dialect.ts"
import type { AliasDestinations } from "../kamailio/alias-destinations.ts"
import type { KamailioCapabilities } from "../schema/kamailio-capabilities.ts"
import type { OwnTables } from "../schema/tables.ts"

/** What the handlers of changes are made of. */
export interface HandlerDeps {
  /** Of the database with our tables. */
  readonly dialect: SqlDialect
  /** Of the database with Kamailio's. */
  readonly kamailioDialect: SqlDialect
  readonly shared: boolean
  readonly tables: OwnTables
  readonly capabilities: KamailioCapabilities
  readonly secrets: AccountSecrets
  readonly groups: boolean
  /** Holds a name until the transaction ends. */
  readonly lockName: (own: Connection, name: string) => Promise<void>
  readonly aliasesTo: AliasDestinations
}
