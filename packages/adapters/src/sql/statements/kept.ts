/** Keeps what is made for each key; it is made when it is first asked for. The keys must be few. */
export const keptByKey = <V>(): ((key: string | number, make: () => V) => V) => {
  const kept = new Map<string | number, V>()
  return (key, make) => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const made = make()
    kept.set(key, made)
    return made
  }
}
