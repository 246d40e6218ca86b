import type { HonoRequest } from "hono"

/** Named text of a call, from a query, a form or JSON. Empty text is kept: what it means, each dialect says. */
export type Fields = ReadonlyMap<string, string>

/** What was read, and what is wrong with the first field that cannot be taken: a sentence that does not repeat its value. */
export interface ReadFields {
  readonly fields: Fields
  readonly fault: string | undefined
}

const textOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  return undefined
}

// NUL ends text in one database and is refused by another; half a surrogate pair is silently replaced on the way.
const isStrange = (text: string): boolean => text.includes("\0") || !text.isWellFormed()

const faultOf = (name: string, value: unknown, collected: Fields): string | undefined => {
  if (isStrange(name)) return "A parameter has a name with characters that cannot be stored."
  if (collected.has(name)) return `${name} is given twice.`
  const text = textOf(value)
  if (text === undefined) return `${name} is not plain text.`
  return isStrange(text) ? `${name} has a character that cannot be stored.` : undefined
}

const collect = (entries: ReadonlyArray<readonly [string, unknown]>): ReadFields => {
  const fields = new Map<string, string>()
  let fault: string | undefined
  for (const [name, value] of entries) {
    if (value === null) continue
    const found = faultOf(name, value, fields)
    if (found === undefined) fields.set(name, textOf(value) ?? "")
    else fault ??= found
  }
  return { fields, fault }
}

const withFault = ({ fields, fault }: ReadFields, found: string): ReadFields => ({ fields, fault: fault ?? found })

export const noFields: ReadFields = { fields: new Map(), fault: undefined }

// URLSearchParams replaces what is not UTF-8, half a surrogate pair too, without a word. A percent sign that nobody encoded is
// only a percent sign.
const isUtf8 = (encoded: string): boolean => {
  if (!encoded.includes("%")) return true
  try {
    decodeURIComponent(encoded.replace(/%(?![0-9a-f]{2})/gi, "%25"))
    return true
  } catch {
    return false
  }
}

/** The query of a request as it was sent, without its question mark. Its URL has no fragment. */
export const queryOf = ({ url }: HonoRequest): string => {
  const start = url.indexOf("?")
  return start === -1 ? "" : url.slice(start + 1)
}

/** A query, or a form as application/x-www-form-urlencoded. */
export const readEncoded = (text: string): ReadFields => {
  if (text === "") return noFields
  const read = collect([...new URLSearchParams(text)])
  const broken = text.split("&").find((pair) => !isUtf8(pair))
  if (broken === undefined) return read
  const [name = ""] = new URLSearchParams(broken).keys()
  return withFault(read, `${name} is not UTF-8 text.`)
}

/** A name that an object of valid JSON has twice; JSON.parse keeps the last one without a word. */
const repeatedName = (json: string): string | undefined => {
  const names = new Set<string>()
  let depth = 0
  for (const [token, text, colon] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g)) {
    if (text === undefined) {
      depth += token === "{" || token === "[" ? 1 : -1
    } else if (colon !== undefined && depth === 1) {
      const name = String(JSON.parse(text))
      if (names.has(name)) return name
      names.add(name)
    }
  }
  return undefined
}

/** A JSON object, whose numbers and booleans mean their text, and null means missing. Undefined for anything else. */
export const readJson = (text: string): ReadFields | undefined => {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined
    const entries = Object.entries(body)
    const read = collect(entries)
    // Each name has a colon behind it: where there are no more of them than names were read, none came twice.
    const repeated = text.split(":").length - 1 === entries.length ? undefined : repeatedName(text)
    return repeated === undefined ? read : withFault(read, `${repeated} is given twice.`)
  } catch {
    return undefined
  }
}

/** A form as multipart/form-data; undefined where it is none. */
export const readMultipart = async (request: HonoRequest): Promise<ReadFields | undefined> => {
  try {
    return collect([...(await request.raw.formData())])
  } catch {
    return undefined
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The body as text; undefined where it is not UTF-8, or did not come whole. */
export const textOfBody = async (request: HonoRequest): Promise<string | undefined> => {
  // These have none, and to look for it would cost more than most calls.
  if (request.method === "GET" || request.method === "HEAD") return ""
  try {
    return utf8.decode(await request.arrayBuffer())
  } catch {
    return undefined
  }
}

/** The content type without its parameters, in lower case. */
export const mediaTypeOf = (request: HonoRequest): string | undefined =>
  request.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
