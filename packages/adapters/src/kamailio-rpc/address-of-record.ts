/**
 * How usrloc names an account: in lower case, as the registrar keeps it unless its `case_sensitive` is set. Kamailio itself takes the domain off where
 * usrloc's `use_domain` is 0, and needs it where that is 1.
 */
export const addressOfRecord = (account: { readonly username: string; readonly domain: string }): string =>
  `${account.username}@${account.domain}`.toLowerCase()
