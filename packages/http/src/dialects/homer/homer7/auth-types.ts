import { OperatorDirectories } from "@sipwright/core"
import * as Effect from "effect/Effect"

const LDAP = "ldap"

/** GET /auth/type/list: what the login page offers. The directories are asked in their own order, whatever is chosen there. */
export const authTypes = Effect.map(OperatorDirectories, (directories) => ({
  count: 1,
  data: {
    internal: {
      name: "Internal",
      type: "internal",
      position: 1,
      enable: directories.some(({ name }) => name !== LDAP),
    },
    ldap: { name: "LDAP", type: LDAP, position: 2, enable: directories.some(({ name }) => name === LDAP) },
  },
  message: "all good",
}))
