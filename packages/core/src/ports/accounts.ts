import type { Effect } from "effect"
import * as Context from "effect/Context"
import type { Account, AccountListing, AccountSummary } from "../model/account.ts"
import type { DomainName } from "../values/domain-name.ts"
import type { Glob } from "../values/glob.ts"
import type { Page, PageRequest } from "../values/page.ts"
import type { AddressRef, SipAddress } from "../values/sip-address.ts"
import type { StoreUnavailable } from "./store-error.ts"

export interface AccountQuery extends PageRequest {
  /** Against the whole `user@domain`. */
  readonly search: Glob | undefined
  /** Accounts of this domain only. */
  readonly domain: DomainName | undefined
}

/** A page by its place in the list, for people who turn pages. */
export interface AccountPageQuery {
  readonly domain: DomainName | undefined
  /** How many to leave out, from the start. */
  readonly offset: number
  /** As of {@link PageRequest}. */
  readonly limit: number
}

/** Reads accounts. They are written through {@link Provisioning}. */
export class Accounts extends Context.Service<
  Accounts,
  {
    /**
     * The account of an address, in one round trip where one database holds everything; the exact spelling wins over
     * the canonical form. An account made outside is there on sight. An account that is `gone` is found, with that state.
     */
    readonly find: (ref: AddressRef) => Effect.Effect<Account | undefined, StoreUnavailable>
    /**
     * Which of these addresses, at most 1000, are accounts, as far as is known without looking at each for itself. Accounts that are `gone` are left out.
     */
    readonly known: (addresses: ReadonlyArray<SipAddress>) => Effect.Effect<ReadonlySet<SipAddress>, StoreUnavailable>
    /** By address, ascending; the cursor is an address. Accounts that are `gone` are left out. */
    readonly list: (query: AccountQuery) => Effect.Effect<Page<AccountSummary>, StoreUnavailable>
    /** Local accounts by address, ascending, and how many there are. Accounts that are `gone` are left out. */
    readonly page: (
      query: AccountPageQuery,
    ) => Effect.Effect<{ readonly items: ReadonlyArray<AccountListing>; readonly total: number }, StoreUnavailable>
    /**
     * The local accounts with that e-mail address, compared without case, at most two: enough to know whether it is one. An address that somebody else wrote into
     * Kamailio's own column is not looked for.
     */
    readonly findByEmail: (
      email: string,
      domain: DomainName | undefined,
    ) => Effect.Effect<ReadonlyArray<SipAddress>, StoreUnavailable>
  }
>()("@sipwright/core/Accounts") {}
