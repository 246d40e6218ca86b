/** Where a list of aliases goes on: the sort key of the last row seen. */
export type AliasKey = readonly [aliasUser: string, aliasDomain: string, user: string, domain: string, id: number]

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The cursor is opaque to callers, so it is text that nobody is tempted to take apart. */
export const encodeAliasKey = (key: AliasKey): string =>
  btoa(String.fromCharCode(...encoder.encode(JSON.stringify(key))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")

/** Undefined for what {@link encodeAliasKey} did not make. */
export const decodeAliasKey = (cursor: string): AliasKey | undefined => {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0))
    const key: unknown = JSON.parse(decoder.decode(bytes))
    const isKey =
      Array.isArray(key) &&
      key.length === 5 &&
      key.every((part, index) => (index === 4 ? Number.isSafeInteger(part) : typeof part === "string"))
    return isKey ? (key as unknown as AliasKey) : undefined
  } catch {
    return undefined
  }
}
