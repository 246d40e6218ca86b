import type { UndoLog } from "./undo-log.ts"

interface Index<V> {
  readonly valueOf: (row: V) => string
  readonly keys: Map<string, Set<string>>
}

/** A table: rows by key, in the order of their keys, found by other values through indexes. */
export class Rows<V> {
  readonly #rows = new Map<string, V>()
  readonly #indexes: Array<Index<V>> = []
  readonly #undo: UndoLog
  // Sorting is put off until somebody reads in order. Keys added since then are few beside those sorted already.
  #sorted: ReadonlyArray<string> = []
  readonly #added = new Set<string>()
  #stale = false

  constructor(undo: UndoLog) {
    this.#undo = undo
  }

  /** A look-up of the rows that have a value, which must not be the key of the table. To be made while it is empty. */
  indexBy(valueOf: (row: V) => string): (value: string) => ReadonlyArray<V> {
    const index: Index<V> = { valueOf, keys: new Map() }
    this.#indexes.push(index)
    return (value) => [...(index.keys.get(value) ?? [])].map((key) => this.#rows.get(key) as V)
  }

  /** {@link indexBy} that answers the keys of the rows. */
  keysBy(valueOf: (row: V) => string): (value: string) => ReadonlyArray<string> {
    const index: Index<V> = { valueOf, keys: new Map() }
    this.#indexes.push(index)
    return (value) => [...(index.keys.get(value) ?? [])]
  }

  get(key: string): V | undefined {
    return this.#rows.get(key)
  }

  has(key: string): boolean {
    return this.#rows.has(key)
  }

  put(key: string, row: V): void {
    this.#replace(key, row)
  }

  delete(key: string): void {
    if (this.#rows.has(key)) this.#replace(key, undefined)
  }

  /** In the order in which the rows were made. Goes on while rows come and go. */
  entries(): MapIterator<[string, V]> {
    return this.#rows.entries()
  }

  /** All keys, ascending. */
  sortedKeys(): ReadonlyArray<string> {
    if (this.#stale) {
      const kept = this.#sorted.filter((key) => this.#rows.has(key) && !this.#added.has(key))
      // Two sorted runs, which the sort merges in linear time.
      this.#sorted = [...kept, ...[...this.#added].toSorted()].toSorted()
      this.#added.clear()
      this.#stale = false
    }
    return this.#sorted
  }

  /** The rows behind a key, ascending. */
  *after(key: string | undefined): Generator<V> {
    const keys = this.sortedKeys()
    for (let i = key === undefined ? 0 : firstAfter(keys, key); i < keys.length; i++) {
      const row = this.#rows.get(keys[i] as string)
      if (row !== undefined) yield row
    }
  }

  #replace(key: string, row: V | undefined): void {
    const before = this.#rows.get(key)
    this.#write(key, before, row)
    this.#undo.push(() => this.#write(key, row, before))
  }

  #write(key: string, before: V | undefined, row: V | undefined): void {
    for (const index of this.#indexes) reindex(index, key, before, row)
    if (row === undefined) {
      this.#rows.delete(key)
      this.#added.delete(key)
      this.#stale = true
    } else {
      this.#rows.set(key, row)
      if (before === undefined) {
        this.#added.add(key)
        this.#stale = true
      }
    }
  }
}

const reindex = <V>({ valueOf, keys }: Index<V>, key: string, before: V | undefined, row: V | undefined): void => {
  const old = before === undefined ? undefined : valueOf(before)
  const value = row === undefined ? undefined : valueOf(row)
  if (old === value) return
  if (old !== undefined) {
    const having = keys.get(old)
    having?.delete(key)
    if (having?.size === 0) keys.delete(old)
  }
  if (value !== undefined) {
    const having = keys.get(value)
    if (having === undefined) keys.set(value, new Set([key]))
    else having.add(key)
  }
}

/** Binary search: the position of the first key that is greater. */
const firstAfter = (keys: ReadonlyArray<string>, key: string): number => {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] as string) > key) high = middle
    else low = middle + 1
  }
  return low
}
