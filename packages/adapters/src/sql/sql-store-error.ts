import * as Data from "effect/Data"

/**
 * Why a store cannot be opened as it is configured. `bad-url`: not a database URL that is known here; `driver-missing`:
 * an npm package is not installed; `bad-key`: not 32 bytes; `wrong-key`: secrets in the database were encrypted with a
 * key that is not given; `not-migrated`: our tables are missing or old and may not be changed; `no-kamailio-tables`:
 * there is no `subscriber`; `bad-setting`: another option that cannot be; `keys-in-use`: old secret keys cannot be forgotten,
 * because something is still encrypted with them.
 */
export type SqlStoreProblem =
  | "bad-url"
  | "driver-missing"
  | "bad-key"
  | "wrong-key"
  | "not-migrated"
  | "no-kamailio-tables"
  | "bad-setting"
  | "keys-in-use"

/** Something for a person to put right; unlike StoreUnavailable it does not go away by itself. */
export class SqlStoreError extends Data.TaggedError("SqlStoreError")<{
  readonly reason: SqlStoreProblem
  /** For people; never holds a secret. */
  readonly sentence: string
}> {
  override get message() {
    return this.sentence
  }
}
