/** The most items that a store is asked for at once; lists of any length are made of such pages. */
export const PAGE_SIZE = 1000

/** Where a page begins and how long it may be. */
export interface PageRequest {
  /** The key of the last item already seen; the page begins behind it. Absent: from the start. */
  readonly after: string | undefined
  /** 1 to {@link PAGE_SIZE}. */
  readonly limit: number
}

/** Items in the order of their key, and the key to go on from, absent at the end. */
export interface Page<T> {
  readonly items: ReadonlyArray<T>
  readonly next: string | undefined
}

/**
 * Makes a page of a store's rows: stores read one row more than asked for, which tells whether there is more without a
 * second query.
 */
export const pageOf = <T>(rows: ReadonlyArray<T>, limit: number, key: (row: T) => string): Page<T> => {
  if (rows.length <= limit) return { items: rows, next: undefined }
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last === undefined ? undefined : key(last) }
}
