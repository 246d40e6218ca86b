import type { AccessLevel } from "../values/access-level.ts"
import type { CallPermissions } from "../values/call-permissions.ts"
import type { Dictionary } from "../values/dictionary.ts"
import type { DtmfProtocol } from "../values/dtmf-protocol.ts"
import type { E164Number } from "../values/e164-number.ts"
import type { PortNumber } from "../values/port-number.ts"
import type { SipAddress } from "../values/sip-address.ts"
import type { StoredCredentials } from "./credentials.ts"

/**
 * `active`: it can register. `deactivated`, `blocked`: its credentials are parked with us and Kamailio has no row.
 * `gone`: somebody deleted Kamailio's row; it is never made again unless asked.
 */
export type AccountState = "active" | "deactivated" | "blocked" | "gone"

/** Where a phone registers and what it shows: the part of an account that is ours alone. */
export interface PhoneSettings {
  readonly displayName: string
  /** User name for digest where it differs from the user part; for remote accounts. */
  readonly authId: string | undefined
  /** Host, or host:port, of the registrar. */
  readonly registrar: string | undefined
  readonly registrarPort: PortNumber | undefined
  readonly proxy: string | undefined
  readonly proxyPort: PortNumber | undefined
  readonly dialPlan: string | undefined
  readonly lineText: string | undefined
}

/** What an account that was made outside begins with. */
export const noPhoneSettings: PhoneSettings = {
  displayName: "",
  authId: undefined,
  registrar: undefined,
  registrarPort: undefined,
  proxy: undefined,
  proxyPort: undefined,
  dialPlan: undefined,
  lineText: undefined,
}

/** What is known of the person or program behind a local account. Ours alone. */
export interface AccountProfile {
  /** Of the person, not of the account; no two accounts of a domain have the same. */
  readonly phoneNumber: E164Number | undefined
  readonly dtmfProtocol: DtmfProtocol | undefined
  /** Free names and values, for clients. */
  readonly dictionary: Dictionary
  /** What the account may do beyond its own: from 3 on it administers the accounts of its domain, with 4 everything. */
  readonly access: AccessLevel
  /** Names the account to a phone that is set up by it; undefined where none was made. */
  readonly provisioningToken: string | undefined
}

/** What an account begins with that nothing is said about. */
export const noProfile: AccountProfile = {
  phoneNumber: undefined,
  dtmfProtocol: undefined,
  dictionary: {},
  access: 0,
  provisioningToken: undefined,
}

/** What every account has, however it is stored. */
interface AccountBase extends PhoneSettings {
  /**
   * The key of the account: the canonical address, or, for an odd row that was made outside and has no canonical form
   * of its own, that row's exact `username@domain`.
   */
  readonly address: SipAddress
  readonly state: AccountState
  /** Counts changes; a change is refused where it was computed from another version. */
  readonly version: number
  /** Unix time in milliseconds; 0 for an account that was made outside. */
  readonly created: number
  /** When it was changed last through us, Unix time in milliseconds; 0 where it never was. */
  readonly updated: number
}

/** An account that Kamailio authenticates: a row in `subscriber`, and one of ours. */
export interface LocalAccount extends AccountBase {
  readonly type: "local"
  /** The spelling in `subscriber`; what the digest hashes were made of. */
  readonly username: string
  readonly domain: string
  readonly email: string
  /** Remote-Party-ID of `subscriber.rpid`, where it has one. */
  readonly rpid: string | undefined
  readonly permissions: CallPermissions
  /** Whether it is `active` where it is not blocked: an account that was deactivated before it was blocked is so after it. */
  readonly activated: boolean
  readonly profile: AccountProfile
  readonly credentials: StoredCredentials
}

/** An account for a phone that registers elsewhere; ours only. */
export interface RemoteAccount extends AccountBase {
  readonly type: "remote"
  readonly username: string
  readonly domain: string
  /** The clear-text password of the foreign service, if it could be decrypted. */
  readonly credentials: Pick<StoredCredentials, "password">
}

/** Everything that is known of an account, by its kind. */
export type Account = LocalAccount | RemoteAccount

/** What a list shows of an account. */
export interface AccountSummary {
  readonly address: SipAddress
  readonly username: string
  readonly domain: string
  readonly displayName: string
  readonly type: Account["type"]
}

/** What a numbered list shows of a local account: all that stands in our tables. */
export interface AccountListing
  extends Pick<LocalAccount, "address" | "username" | "domain" | "activated" | "profile"> {
  readonly state: AccountState
  readonly displayName: string
  readonly email: string
  readonly created: number
  readonly updated: number
}
