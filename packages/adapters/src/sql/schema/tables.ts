/** The names of our tables under a prefix. */
export const ownTables = (prefix: string) => ({
  /** Reserves every address of an account or alias we made: address, kind (`account`, `alias`). */
  address: `${prefix}address`,
  account: `${prefix}account`,
  phone: `${prefix}phone`,
  number: `${prefix}number`,
  domainServers: `${prefix}domain_servers`,
  operator: `${prefix}operator`,
  authorization: `${prefix}authorization`,
  session: `${prefix}session`,
  apiKey: `${prefix}api_key`,
  role: `${prefix}role`,
  /** Which operator or account was given which role. */
  roleHolder: `${prefix}role_holder`,
  domainToken: `${prefix}domain_token`,
  /** Failed credential checks, by name and host. */
  throttle: `${prefix}throttle`,
  usedAssertion: `${prefix}used_assertion`,
  /** When operators logged in last. */
  visit: `${prefix}visit`,
  /** The numbers of accounts, for protocols that name them so. */
  accountNumber: `${prefix}account_number`,
  space: `${prefix}space`,
  nonce: `${prefix}nonce`,
  /** Tokens that devices show and their owners attach to an account. */
  attachedToken: `${prefix}attached_token`,
  audit: `${prefix}audit`,
  /** Single values: adoption's watermark, the check value of the secret key, leases. */
  setting: `${prefix}setting`,
  /** Change sets under way over two databases. */
  journal: `${prefix}journal`,
  /** What a journalled change set is about: one row an address, so that two cannot be under way for one. */
  journalSubject: `${prefix}journal_subject`,
  migrations: `${prefix}migrations`,
})

/** The names of our tables, with their prefix. */
export type OwnTables = ReturnType<typeof ownTables>
