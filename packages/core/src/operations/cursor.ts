/** Cursors are opaque to callers: base64url of the key of the last item, behind a mark that tells them from other text. */
const MARK = "k:"

export const encodeCursor = (key: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(MARK + key)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "")

/** The key, or undefined for text that is no cursor. */
export const decodeCursor = (cursor: string): string | undefined => {
  if (cursor.length > 1024 || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0))
    const key = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return key.startsWith(MARK) && !key.includes("\0") ? key.slice(MARK.length) : undefined
  } catch {
    return undefined
  }
}
