import type { AliasRow, LocationRow, PreferenceRow, SubscriberRow } from "@sipwright/core/testing"
import { Rows } from "./rows.ts"
import type { UndoLog } from "./undo-log.ts"

/** `username@domain`, as spelled in a row. */
export const spellingOf = (row: { readonly username: string; readonly domain: string }): string =>
  `${row.username}@${row.domain}`

export const aliasOf = (row: AliasRow): string => `${row.alias_username}@${row.alias_domain}`

/** A row of `dbaliases`, which has no key but its id. */
export interface NumberedAlias extends AliasRow {
  readonly id: number
}

/** Orders aliases by alias, then destination. No column holds NUL, so it sorts a shorter text before a longer one. */
export const aliasKey = (row: NumberedAlias): string => `${aliasOf(row)}\0${spellingOf(row)}\0${row.id}`

/** Kamailio's tables, with its own habits: exact spellings are different rows. */
export const kamailioTables = (undo: UndoLog) => {
  const subscribers = new Rows<SubscriberRow>(undo)
  const aliases = new Rows<NumberedAlias>(undo)
  const domains = new Rows<string>(undo)
  const preferences = new Rows<PreferenceRow>(undo)
  const locations = new Rows<LocationRow>(undo)
  return {
    subscribers,
    subscribersLike: subscribers.indexBy((row) => spellingOf(row).toLowerCase()),
    aliases,
    aliasesSpelled: aliases.indexBy(aliasOf),
    aliasesLike: aliases.indexBy((row) => aliasOf(row).toLowerCase()),
    aliasesTo: aliases.indexBy((row) => spellingOf(row).toLowerCase()),
    aliasesOfUser: aliases.indexBy((row) => row.alias_username),
    aliasesIn: aliases.indexBy((row) => row.alias_domain.toLowerCase()),
    domains,
    domainsLike: domains.indexBy((domain) => domain.toLowerCase()),
    /** By address and attribute. */
    preferences,
    preferencesOf: preferences.indexBy(spellingOf),
    locations,
    locationsOf: locations.indexBy((row) => spellingOf(row).toLowerCase()),
  }
}

export const preferenceKey = (row: Pick<PreferenceRow, "username" | "domain" | "attribute">): string =>
  `${spellingOf(row)}\0${row.attribute}`
