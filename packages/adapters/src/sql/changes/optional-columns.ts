import type { CallPermissions } from "@sipwright/core"
import type { Param } from "../database.ts"
import type { KamailioCapabilities } from "../schema/kamailio-capabilities.ts"

/** What goes into the columns of `subscriber` that only some installations have. */
export const optionalColumns = (
  { subscriber }: KamailioCapabilities,
  values: { readonly email?: string | undefined; readonly permissions?: CallPermissions | undefined },
): Readonly<Record<string, Param>> => ({
  ...(subscriber.email && values.email !== undefined ? { email_address: values.email } : {}),
  ...(subscriber.permittedCalls && values.permissions !== undefined ? { permittedcalls: values.permissions } : {}),
})
