import type { AccessLevel } from "@sipwright/core"
import type { Redacted } from "effect"

/** How an LDAP server knows operators. Nothing is ever written to it. */
export interface LdapOptions {
  /** `ldap://HOST[:PORT]` (port 389) or `ldaps://HOST[:PORT]` (636). Of several, the first that can be used is used until it fails. */
  readonly url: string | ReadonlyArray<string>
  /** Upgrade `ldap://` by StartTLS (RFC 4511, 4.14) before anything else is said. There is no falling back to clear text. */
  readonly startTls?: boolean
  /** Certificates of the authorities to trust in place of the system's, in PEM. */
  readonly ca?: string
  /** The name in the server's certificate, where it is not the URL's host. */
  readonly serverName?: string
  /** Lets passwords go in clear text over `ldap://` to another machine. Off by default. */
  readonly insecure?: boolean
  /** Who searches: an account that may read users and groups. Without it the searches are anonymous. */
  readonly service?: { readonly dn: string; readonly password: Redacted.Redacted<string> }
  /** Under which users are searched. Needed unless {@link userDn} is the pattern of a DN. */
  readonly baseDn?: string
  /** Finds the entry of a user, `(uid={username})` by default. The first attribute it compares with the name holds the canonical name. */
  readonly userFilter?: string
  /**
   * What users bind as, in place of the DN that a search finds: the pattern of a DN (`uid={username},ou=people,dc=example,dc=org`), or a name
   * that Active Directory takes (`{username}@corp.example`, `CORP\{username}`). Entries are read by {@link service} or anonymously all the same.
   */
  readonly userDn?: string
  /** Access by groups. Without it operators need an authorization of their own. */
  readonly groups?: LdapGroups
  /** Milliseconds for connecting, for the TLS handshake and for each operation; 5000 by default. A whole call takes twice as long at most. */
  readonly timeout?: number
  /** Milliseconds for which what was found of a user and its groups is believed; not at all by default. Passwords are always asked for. */
  readonly cache?: number
  /** Its name in sessions and lists; `ldap` by default. */
  readonly name?: string
}

/** Which groups give which access. */
export interface LdapGroups {
  /** A group is named by its CN or its DN, in any case. Of several groups the highest level counts. */
  readonly access: ReadonlyArray<{ readonly group: string; readonly access: AccessLevel }>
  /** Under which groups are searched; by default where users are. */
  readonly baseDn?: string
  /**
   * Finds the groups of a user by `{dn}` and `{username}`, `(member={dn})` by default; `(memberUid={username})` for posixGroup (RFC 2307).
   * The name of an attribute, such as `memberOf`, in place of a filter: the groups are listed in the entry of the user.
   */
  readonly filter?: string
  /**
   * Groups in groups. `false` (default): not at all. `true`: followed group by group, on any server. `in-chain`: the server follows them, by the
   * matching rule 1.2.840.113556.1.4.1941 of Active Directory.
   */
  readonly nested?: boolean | "in-chain"
}
