import type {
  AccountProfile,
  ApiKey,
  AuditRecord,
  Authorization,
  CallPermissions,
  DomainToken,
  DigestAlgorithm,
  DomainServers,
  E164Number,
  LocalAccount,
  OperatorRow,
  PhoneAssociation,
  PhoneSettings,
  Role,
  Session,
  SipAddress,
  Space,
  Subject,
  Throttle,
} from "@sipwright/core"
import type { SubscriberRow } from "@sipwright/core/testing"
import type { Redacted } from "effect"
import { spellingOf } from "./kamailio.ts"
import { Rows } from "./rows.ts"
import type { UndoLog } from "./undo-log.ts"

interface RowBase {
  /** The key of the account. */
  readonly address: LocalAccount["address"]
  readonly username: string
  readonly domain: string
  readonly version: number
  readonly settings: PhoneSettings
  readonly created: number
  readonly updated: number
}

export interface LocalRow extends RowBase {
  readonly type: "local"
  readonly email: string
  readonly permissions: CallPermissions
  readonly activated: boolean
  readonly profile: AccountProfile
  /** The clear text, and the ha1 that was written with it: void where Kamailio's row has another. */
  readonly secret:
    | {
        readonly password: Redacted.Redacted<string>
        readonly ha1: Redacted.Redacted<string>
        readonly algorithms: ReadonlyArray<DigestAlgorithm> | undefined
      }
    | undefined
  /** Kamailio's row of an account that is deactivated or blocked. */
  readonly parked:
    | { readonly state: "deactivated" | "blocked"; readonly row: Redacted.Redacted<SubscriberRow> }
    | undefined
}

export interface RemoteRow extends RowBase {
  readonly type: "remote"
  readonly password: Redacted.Redacted<string>
}

export type AccountRow = LocalRow | RemoteRow

export const phoneKey = ({ mac, address }: PhoneAssociation): string => `${mac} ${address}`

export const subjectKey = ({ kind, name }: Pick<Subject, "kind" | "name">): string => `${kind} ${name}`

/** A token that was attached to an account; `account` is undefined once it was taken. */
export interface AttachedRow {
  readonly account: SipAddress | undefined
  readonly expires: number
}

const proofHash = ({ proof }: ApiKey): string => (proof.kind === "secret" ? proof.hash : "")

/** What we keep beside Kamailio's tables. */
export const ownTables = (undo: UndoLog) => {
  const accounts = new Rows<AccountRow>(undo)
  const phones = new Rows<PhoneAssociation>(undo)
  const sessions = new Rows<Session>(undo)
  const apiKeys = new Rows<ApiKey>(undo)
  const accountNumbers = new Rows<number>(undo)
  const spaces = new Rows<Space>(undo)
  const attachedTokens = new Rows<AttachedRow>(undo)
  return {
    accounts,
    accountsSpelled: accounts.indexBy(spellingOf),
    accountsLike: accounts.indexBy((row) => row.address.toLowerCase()),
    accountsOfUser: accounts.indexBy((row) => row.username.toLowerCase()),
    accountsIn: accounts.indexBy((row) => row.domain.toLowerCase()),
    accountsOfEmail: accounts.indexBy((row) => (row.type === "local" ? row.email.toLowerCase() : "")),
    accountsOfPhoneNumber: accounts.indexBy((row) => (row.type === "local" ? (row.profile.phoneNumber ?? "") : "")),
    /** By address. */
    accountNumbers,
    accountsNumbered: accountNumbers.keysBy(String),
    spaces,
    spacesOfHost: spaces.indexBy((row) => row.host),
    spacesNamed: spaces.indexBy((row) => row.name),
    phones,
    phonesOfMac: phones.indexBy((row) => row.mac),
    phonesOfAccount: phones.indexBy((row) => row.address),
    numbers: new Rows<E164Number>(undo),
    servers: new Rows<DomainServers>(undo),
    operators: new Rows<OperatorRow>(undo),
    authorizations: new Rows<Authorization>(undo),
    sessions,
    sessionsOf: sessions.indexBy((row) => subjectKey(row.subject)),
    apiKeys,
    apiKeysOfSecret: apiKeys.indexBy(proofHash),
    apiKeysOfAccount: apiKeys.indexBy((row) => row.account ?? ""),
    roles: new Rows<Role>(undo),
    /** Names of roles, by `subjectKey` of who has them. */
    roleHolders: new Rows<string>(undo),
    domainTokens: new Rows<DomainToken>(undo),
    throttles: new Rows<Throttle>(undo),
    /** When each assertion may be forgotten. */
    usedAssertions: new Rows<{ readonly expires: number }>(undo),
    visits: new Rows<number>(undo),
    /** The highest count that each nonce was used with, by its hash. */
    nonces: new Rows<{ readonly count: number; readonly expires: number }>(undo),
    attachedTokens,
    attachedTo: attachedTokens.keysBy((row) => row.account ?? ""),
    audit: new Array<AuditRecord>(),
  }
}
