export { LdapFailure, type LdapFailureReason } from "./failure.ts"
export { ldapDirectory } from "./ldap-directory.ts"
export type { LdapGroups, LdapOptions } from "./options.ts"
export { type LdapOption, LdapOptionsError } from "./options-error.ts"
