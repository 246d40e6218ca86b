/** One attribute of a relative distinguished name: its type in lower case, and its value without escapes. */
export interface NamePart {
  readonly type: string
  readonly value: string
}

/** A DN from the entry upwards; each step is a set of parts, mostly of one. */
export type DistinguishedName = ReadonlyArray<ReadonlyArray<NamePart>>

const SPECIAL = /["+,;<=>\\]/g

/** A value as it stands in a DN (RFC 4514, 2.4). */
export const escapeDnValue = (value: string): string =>
  value
    .replace(SPECIAL, (character) => `\\${character}`)
    .replace(/[\0-\x1f\x7f]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, "0")}`)
    .replace(/^[ #]/, (character) => `\\${character}`)
    .replace(/ $/, "\\ ")

// A piece of a value: an escaped pair of hexadecimal digits, an escaped character, or any other that needs no escape.
const PIECE = /\\([0-9a-f]{2})|\\([ "#+,;<=>\\])|([^"+,;<>\\\0])/giuy

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder("utf-8", { fatal: true })

const readValue = (text: string, start: number): { readonly value: string; readonly end: number } | undefined => {
  const bytes: number[] = []
  // Blanks before the end count only where they are escaped.
  let meant = 0
  PIECE.lastIndex = start
  let end = start
  for (let match = PIECE.exec(text); match !== null; match = PIECE.exec(text)) {
    end = PIECE.lastIndex
    const [, hex, escaped, plain] = match
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16))
    else bytes.push(...utf8.encode(escaped ?? plain))
    if (plain !== " ") meant = bytes.length
  }
  try {
    return { value: strictUtf8.decode(new Uint8Array(bytes.slice(0, meant))), end }
  } catch {
    return undefined
  }
}

const TYPE = /\s*([a-z][a-z0-9-]*|\d+(?:\.\d+)+)\s*=\s*/iy

/** Reads a DN of RFC 4514; undefined where the text is none, and for the empty DN. */
export const parseDn = (text: string): DistinguishedName | undefined => {
  const steps: NamePart[][] = [[]]
  for (let position = 0; ; position++) {
    TYPE.lastIndex = position
    const type = TYPE.exec(text)?.[1]
    if (type === undefined) return undefined
    const read = readValue(text, TYPE.lastIndex)
    if (read === undefined || read.value === "") return undefined
    steps.at(-1)?.push({ type: type.toLowerCase(), value: read.value })
    position = read.end
    if (position === text.length) return steps
    if (text[position] === ",") steps.push([])
    else if (text[position] !== "+") return undefined
  }
}

/** Values of names compare without case and without regard to how many blanks there are (RFC 4517, caseIgnoreMatch). */
export const foldValue = (value: string): string => value.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase()

const partKey = ({ type, value }: NamePart): string => `${type}=${escapeDnValue(foldValue(value))}`

/** Equal for two spellings of one DN; undefined where the text is none. */
export const dnKey = (text: string): string | undefined =>
  parseDn(text)
    ?.map((parts) => parts.map(partKey).toSorted().join("+"))
    .join(",")

/** The value that an attribute has in the entry's own step of its DN. */
export const namingValue = (dn: string, type: string): string | undefined =>
  parseDn(dn)?.[0]?.find((part) => part.type === type.toLowerCase())?.value
