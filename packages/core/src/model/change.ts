import type { AccessLevel } from "../values/access-level.ts"
import type { CallPermissions } from "../values/call-permissions.ts"
import type { DomainName } from "../values/domain-name.ts"
import type { E164Number } from "../values/e164-number.ts"
import type { MacAddress } from "../values/mac-address.ts"
import type { SipAddress } from "../values/sip-address.ts"
import type { AccountProfile, PhoneSettings } from "./account.ts"
import type { ApiKey } from "./api-key.ts"
import type { NewCredentials } from "./credentials.ts"
import type { DomainServers } from "./domain-servers.ts"
import type { DomainToken } from "./domain-token.ts"
import type { OperatorRow } from "./operator.ts"
import type { Role, RoleHolder } from "./role.ts"
import type { Subject } from "./session.ts"
import type { Space } from "./space.ts"

/** What {@link ChangeAccount} can set; absent fields stay as they are. */
export interface AccountPatch extends Partial<PhoneSettings> {
  /** Local accounts only, as everything below. */
  readonly email?: string
  readonly permissions?: CallPermissions
  readonly profile?: Partial<AccountProfile>
}

/**
 * Makes a local account: reserves its address, writes Kamailio's row and ours. Takes the place of an account that is
 * `gone`. Guards: `address-free` (no account, `subscriber` row, alias or `dbaliases` row of that address, compared without case), `user-free`
 * where `uniqueUser` is set (no account of the same user part in another domain; for a Kamailio with use_domain=0), `phone-number-free` (no
 * other account of the domain has it as phone number or as user part), `space-has-room` (its space, if there is one, is not full),
 * `domain-present` where `local`.
 */
export interface AddLocalAccount {
  readonly _tag: "AddLocalAccount"
  readonly address: SipAddress
  readonly settings: PhoneSettings
  readonly email: string
  readonly permissions: CallPermissions
  readonly credentials: NewCredentials
  readonly profile: AccountProfile
  /** Whether it may register at once. */
  readonly activated: boolean
  readonly uniqueUser: boolean
  /** Whether its domain has to be there still when it is made. */
  readonly local?: boolean
}

/** Makes a remote account. Guard: `address-free`. */
export interface AddRemoteAccount {
  readonly _tag: "AddRemoteAccount"
  readonly address: SipAddress
  readonly settings: PhoneSettings
  readonly password: NewCredentials["password"]
}

/** Guards: `account-present`, `version`, `phone-number-free` as in {@link AddLocalAccount}. */
export interface ChangeAccount {
  readonly _tag: "ChangeAccount"
  readonly address: SipAddress
  readonly version: number
  readonly set: AccountPatch
}

/**
 * New credentials for a local account, in Kamailio's row (or the parked copy) and ours together. Guard:
 * `account-present`.
 */
export interface ChangeCredentials {
  readonly _tag: "ChangeCredentials"
  readonly address: SipAddress
  readonly credentials: NewCredentials
}

/** A new password for a remote account. Guard: `account-present`. */
export interface ChangeRemotePassword {
  readonly _tag: "ChangeRemotePassword"
  readonly address: SipAddress
  readonly password: NewCredentials["password"]
}

/**
 * Sets whether a local account is activated, whether it is blocked, or both; what is absent stays as it is. It is active where it is the one and not the other.
 * Leaving `active` takes Kamailio's row away and parks its credentials with us; back to `active` puts the very same row there again. Nothing happens
 * where it is so already. Guard: `account-present`.
 */
export interface SetAccountState {
  readonly _tag: "SetAccountState"
  readonly address: SipAddress
  readonly activated?: boolean
  readonly blocked?: boolean
}

/**
 * Removes an account everywhere, with its rows in `usr_preferences`, `grp`, `uri` and `speed_dial` where those tables
 * exist, and the role and key it was given; ends its sessions. Guards: `account-present`, `no-phones`, `no-aliases`.
 */
export interface RemoveAccount {
  readonly _tag: "RemoveAccount"
  readonly address: SipAddress
}

/**
 * Makes an alias, and takes it out of the number pool where its user part is a number of the pool. Guards:
 * `address-free`; `account-present` of the destination where `localDestination`; `one-number` where `number` is set (the
 * destination has no other alias whose user part is an E.164 number); `domain-present` of the alias where `local`.
 */
export interface AddAlias {
  readonly _tag: "AddAlias"
  readonly alias: SipAddress
  readonly destination: SipAddress
  readonly localDestination: boolean
  /** The user part, where it is an E.164 number. */
  readonly number: E164Number | undefined
  /** Whether the domain of the alias has to be there still when it is made. */
  readonly local?: boolean
}

/** Removes every `dbaliases` row of that exact spelling. Guard: `alias-present`. */
export interface RemoveAlias {
  readonly _tag: "RemoveAlias"
  /** As spelled in the row. */
  readonly alias: string
}

/** Guards: `account-present`, `phone-free` (not the same pair). */
export interface AttachPhone {
  readonly _tag: "AttachPhone"
  readonly mac: MacAddress
  readonly address: SipAddress
}

/** Guard: `phone-present`. */
export interface DetachPhone {
  readonly _tag: "DetachPhone"
  readonly mac: MacAddress
  readonly address: SipAddress
}

/** Puts one number into the pool. Guards: `number-free` (not in the pool), `number-unused` (no alias has it as user part). */
export interface AddNumber {
  readonly _tag: "AddNumber"
  readonly number: E164Number
}

/**
 * Puts the numbers from `first` to `last`, both included and of equal length, into the pool, leaving out those that are there or are an
 * alias. No guards; the outcome counts both.
 */
export interface AddNumberRange {
  readonly _tag: "AddNumberRange"
  readonly first: E164Number
  readonly last: E164Number
}

/** Takes a number out of the pool. Guard: `number-present`. Of concurrent takers exactly one succeeds. */
export interface TakeNumber {
  readonly _tag: "TakeNumber"
  readonly number: E164Number
}

/** Adds a local domain. Guard: `domain-free`. */
export interface AddDomain {
  readonly _tag: "AddDomain"
  readonly domain: DomainName
}

/** Removes a local domain, its servers and its tokens. Guards: `domain-present`, `domain-unused` (no account, no alias in it, and no space). */
export interface RemoveDomain {
  readonly _tag: "RemoveDomain"
  readonly domain: DomainName
}

/** Adds or replaces the default servers of a domain. Guard: `domain-present` where `local`. */
export interface SetDomainServers {
  readonly _tag: "SetDomainServers"
  readonly domain: DomainName
  readonly servers: DomainServers
  /** Whether it has to be one of Kamailio's domains at that moment, where it has a table of them. */
  readonly local?: boolean
}

/** Sets or (with `target` undefined) ends unconditional forwarding of a local account. Guard: `account-present`. */
export interface SetForwarding {
  readonly _tag: "SetForwarding"
  readonly address: SipAddress
  readonly target: string | undefined
}

/** Guard: `operator-free`. */
export interface AddOperator {
  readonly _tag: "AddOperator"
  readonly operator: OperatorRow
}

/** Sets the given fields of an operator of our own directory. Guard: `operator-present`. */
export interface ChangeOperator {
  readonly _tag: "ChangeOperator"
  readonly name: string
  readonly set: Partial<Omit<OperatorRow, "name">>
}

/**
 * Removes an operator of our own directory with its level and role, if it has any, and ends its sessions. Guards: `operator-present`,
 * `super-left`.
 */
export interface RemoveOperator {
  readonly _tag: "RemoveOperator"
  readonly name: string
}

/** Gives an operator of any directory a level, in place of the one it had. Guard: `super-left` (somebody keeps level 4). */
export interface Authorize {
  readonly _tag: "Authorize"
  readonly name: string
  readonly access: AccessLevel
}

/** Takes an operator's level away and ends its sessions. Guards: `authorization-present`, `super-left`. */
export interface Deauthorize {
  readonly _tag: "Deauthorize"
  readonly name: string
}

/** Ends every open session of an operator, a key or an account; of an account its key too. */
export interface EndSessions {
  readonly _tag: "EndSessions"
  readonly subject: Pick<Subject, "kind" | "name">
}

/** Makes an API key; of an account, in place of the one it has. Its id is random. Guard: `account-present`, where it is of one. */
export interface AddApiKey {
  readonly _tag: "AddApiKey"
  readonly key: ApiKey
}

/** Removes an API key and ends its sessions. Guard: `key-present`. */
export interface RemoveApiKey {
  readonly _tag: "RemoveApiKey"
  readonly id: string
}

/** Makes a role. Guards: `role-free`, `role-present` (its parent, if it has one; those that are built in always are). */
export interface AddRole {
  readonly _tag: "AddRole"
  readonly role: Role
}

/** Puts a role in place of the one of that name, also of one that is built in and has no row yet. Guard: `role-present` (it, and its parent). */
export interface PutRole {
  readonly _tag: "PutRole"
  readonly role: Role
}

/** Removes a role. Guards: `role-present`, `role-unused` (nobody was given it, no role has it as parent, no domain token has it). */
export interface RemoveRole {
  readonly _tag: "RemoveRole"
  readonly name: string
}

/** Gives an operator or account a role in place of the one it had; undefined takes it away. Guards: `role-present`, `account-present` where an account is given one. */
export interface AssignRole {
  readonly _tag: "AssignRole"
  readonly holder: RoleHolder
  readonly role: string | undefined
}

/** Makes a domain token. Its id is random. Guards: `role-present`, `domain-present` where `local`. */
export interface AddDomainToken {
  readonly _tag: "AddDomainToken"
  readonly token: DomainToken
  /** Whether its domain has to be one of Kamailio's at that moment, where it has a table of them. */
  readonly local?: boolean
}

/** Guard: `token-present` (of that domain). */
export interface SetDomainTokenEnabled {
  readonly _tag: "SetDomainTokenEnabled"
  readonly id: string
  readonly domain: DomainName
  readonly enabled: boolean
}

/** Guard: `token-present` (of that domain). */
export interface RemoveDomainToken {
  readonly _tag: "RemoveDomainToken"
  readonly id: string
  readonly domain: DomainName
}

/** Makes a space. Guard: `space-free` (no other has its domain, name or host). */
export interface AddSpace {
  readonly _tag: "AddSpace"
  readonly space: Space
}

/**
 * Puts a space in place of the one of that domain. Guards: `space-present`, `space-free` (no other has its name or host), `space-has-room` (its limit is not
 * below the accounts it has), `realm-unused` (another realm only while it has no accounts).
 */
export interface PutSpace {
  readonly _tag: "PutSpace"
  readonly space: Space
}

/** Removes a space; its domain stays. Guards: `space-present`, `space-empty` (no account in its domain). */
export interface RemoveSpace {
  readonly _tag: "RemoveSpace"
  readonly domain: DomainName
}

/** Ends a change set that is only tried: its guard `no-trial` never holds, so that all before it is checked and nothing of it is kept. */
export interface EndTrial {
  readonly _tag: "EndTrial"
}

/** One change of provisioning data, with the guards under which it may happen. */
export type Change =
  | AddLocalAccount
  | AddRemoteAccount
  | ChangeAccount
  | ChangeCredentials
  | ChangeRemotePassword
  | SetAccountState
  | RemoveAccount
  | AddAlias
  | RemoveAlias
  | AttachPhone
  | DetachPhone
  | AddNumber
  | AddNumberRange
  | TakeNumber
  | AddDomain
  | RemoveDomain
  | SetDomainServers
  | SetForwarding
  | AddOperator
  | ChangeOperator
  | RemoveOperator
  | Authorize
  | Deauthorize
  | EndSessions
  | AddApiKey
  | RemoveApiKey
  | AddRole
  | PutRole
  | RemoveRole
  | AssignRole
  | AddDomainToken
  | SetDomainTokenEnabled
  | RemoveDomainToken
  | AddSpace
  | PutSpace
  | RemoveSpace
  | EndTrial

/** Changes that happen together or not at all, in this order. */
export type ChangeSet = ReadonlyArray<Change>

/** The condition that did not hold. */
export type Guard =
  | "address-free"
  | "user-free"
  | "account-present"
  | "version"
  | "no-phones"
  | "no-aliases"
  | "alias-present"
  | "one-number"
  | "phone-free"
  | "phone-present"
  | "number-free"
  | "number-unused"
  | "number-present"
  | "domain-free"
  | "domain-present"
  | "domain-unused"
  | "operator-free"
  | "operator-present"
  | "authorization-present"
  | "super-left"
  | "key-present"
  | "role-free"
  | "role-present"
  | "role-unused"
  | "token-present"
  | "phone-number-free"
  | "space-free"
  | "space-present"
  | "space-empty"
  | "space-has-room"
  | "realm-unused"
  | "no-trial"

/** What a change set did, where that is more than its text says. */
export interface CommitOutcome {
  /** Numbers that {@link AddNumberRange} added and left out. */
  readonly added: number
  readonly skipped: number
}
