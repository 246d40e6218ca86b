import type { AuditRecord } from "../model/audit.ts"

/** A row of Kamailio's `subscriber`, by its column names. */
export interface SubscriberRow {
  readonly username: string
  readonly domain: string
  readonly password: string
  readonly ha1: string
  readonly ha1b: string
}

/** A row of Kamailio's `dbaliases`, by its column names. */
export interface AliasRow {
  readonly alias_username: string
  readonly alias_domain: string
  readonly username: string
  readonly domain: string
}

/** A row of Kamailio's `usr_preferences`, by its column names. */
export interface PreferenceRow {
  readonly username: string
  readonly domain: string
  readonly attribute: string
  readonly value: string
}

/** A row of Kamailio's `location`. */
export interface LocationRow {
  readonly username: string
  readonly domain: string
  readonly contact: string
  readonly userAgent: string
  /** Unix time in milliseconds; to be written as Kamailio writes it to this database. */
  readonly expires: number
  /** As Kamailio writes it, with angle brackets: `<urn:uuid:…>`; NULL where it is left out. */
  readonly instance?: string
  /** Unique in the table; one of the back door's own where it is left out. */
  readonly ruid?: string
  /** `last_modified`: Unix time in milliseconds, written as `expires` is; what the table has by default where it is left out. */
  readonly updated?: number
}

/** An address that the store has reserved, for an account or an alias. */
export interface Reservation {
  readonly address: string
  readonly kind: string
}

/**
 * Looks at the rows behind the adapter's back and puts rows there as `kamctl`, an administrator or Kamailio would. It must
 * not go through the adapter, since it is what the suites check the adapter against. Rows come in any order.
 */
export interface BackDoor {
  /** All rows of `subscriber`. */
  readonly subscribers: () => Promise<ReadonlyArray<SubscriberRow>>
  /** `kamctl add`. */
  readonly insertSubscriber: (row: SubscriberRow) => Promise<void>
  /** `kamctl passwd`: sets password, ha1 and ha1b of the row with exactly this username and domain. */
  readonly updateSubscriber: (row: SubscriberRow) => Promise<void>
  /** `kamctl rm`: deletes the row with exactly this username and domain, and nothing else. */
  readonly deleteSubscriber: (row: Pick<SubscriberRow, "username" | "domain">) => Promise<void>
  /** All rows of `dbaliases`. */
  readonly dbaliases: () => Promise<ReadonlyArray<AliasRow>>
  /** Inserts one row; the table has no unique key, so the same alias may be there more than once. */
  readonly insertAlias: (row: AliasRow) => Promise<void>
  /** Deletes every row of exactly this alias. */
  readonly deleteAlias: (row: Pick<AliasRow, "alias_username" | "alias_domain">) => Promise<void>
  /** The column `domain` of every row of `domain`. */
  readonly domains: () => Promise<ReadonlyArray<string>>
  /** `kamctl domain add`, spelled as given. */
  readonly insertDomain: (domain: string) => Promise<void>
  /** All rows of `usr_preferences`. */
  readonly preferences: () => Promise<ReadonlyArray<PreferenceRow>>
  /** A registration, as Kamailio writes it. */
  readonly insertLocation: (row: LocationRow) => Promise<void>
  /** All addresses that are reserved, ours and adopted ones. */
  readonly addresses: () => Promise<ReadonlyArray<Reservation>>
  /** The whole audit trail, oldest first; `details` as parsed JSON. */
  readonly audit: () => Promise<ReadonlyArray<AuditRecord>>
  /** Everything in our own tables (not Kamailio's) as one text, in any form: the suites search it for secrets. */
  readonly storedText: () => Promise<string>
}
