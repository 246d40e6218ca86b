import type { HonoRequest } from "hono"
import { type Answer, invalid } from "./answer.ts"

/** The parameters of a call, from wherever they came. Empty ones are kept: what empty means, the node says. */
export type Parameters = ReadonlyMap<string, string>

/** What was read of a call. What is wrong with its parameters is told only after the session was looked at. */
export interface ReadCall {
  readonly parameters: Parameters
  readonly fault: Answer | undefined
}

/** A body of which nothing can be read, so that there is no session to look at either. */
export class UnreadableBody {
  readonly answer: Answer
  /** A refusal of the transport keeps its HTTP status. */
  readonly status: 415 | undefined
  constructor(detail: string, status?: 415) {
    this.answer = invalid("parameters", detail)
    this.status = status
  }
}

type Entries = ReadonlyArray<readonly [string, unknown]>

const textOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  return undefined
}

// NUL ends text in one database and is refused by another; half a surrogate pair is silently replaced on the way.
const isStrange = (text: string): boolean => text.includes("\0") || !text.isWellFormed()

const faultOf = (name: string, value: unknown, collected: Parameters): string | undefined => {
  if (isStrange(name)) return "A parameter has a name with characters that cannot be stored."
  if (collected.has(name)) return `${name} is given twice.`
  const text = textOf(value)
  if (text === undefined) return `${name} is not plain text.`
  return isStrange(text) ? `${name} has a character that cannot be stored.` : undefined
}

const collect = (entries: Entries): ReadCall => {
  const parameters = new Map<string, string>()
  let fault: Answer | undefined
  for (const [name, value] of entries) {
    if (value === null) continue
    const detail = faultOf(name, value, parameters)
    if (detail === undefined) parameters.set(name, textOf(value) ?? "")
    else fault ??= invalid("parameters", detail)
  }
  return { parameters, fault }
}

const withFault = ({ parameters, fault }: ReadCall, detail: string): ReadCall => ({
  parameters,
  fault: fault ?? invalid("parameters", detail),
})

// URLSearchParams replaces what is not UTF-8, half a surrogate pair too, without a word. A percent sign that nobody encoded is
// only a percent sign.
const isUtf8 = (encoded: string): boolean => {
  try {
    decodeURIComponent(encoded.replace(/%(?![0-9a-f]{2})/gi, "%25"))
    return true
  } catch {
    return false
  }
}

const readEncoded = (text: string): ReadCall => {
  const call = collect([...new URLSearchParams(text)])
  const broken = text.split("&").find((pair) => !isUtf8(pair))
  if (broken === undefined) return call
  const [name = ""] = new URLSearchParams(broken).keys()
  return withFault(call, `${name} is not UTF-8 text.`)
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

const readJson = (text: string): ReadCall | UnreadableBody => {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === "object" && body !== null && !Array.isArray(body)) {
      const call = collect(Object.entries(body))
      const repeated = repeatedName(text)
      return repeated === undefined ? call : withFault(call, `${repeated} is given twice.`)
    }
  } catch {
    // Answered below, like JSON of another shape.
  }
  return new UnreadableBody("The body is not a JSON object.")
}

const readMultipart = async (request: HonoRequest): Promise<ReadCall | UnreadableBody> => {
  try {
    return collect([...(await request.raw.formData())])
  } catch {
    return new UnreadableBody("The body is not a form.")
  }
}

const textOfBody = async (request: HonoRequest): Promise<string | undefined> => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await request.arrayBuffer())
  } catch {
    return undefined
  }
}

const readBody = async (request: HonoRequest): Promise<ReadCall | UnreadableBody> => {
  const type = request.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  if (type === "multipart/form-data") return readMultipart(request)
  const text = await textOfBody(request)
  if (text === "") return collect([])
  switch (type) {
    case "application/x-www-form-urlencoded":
      return text === undefined ? notUtf8() : readEncoded(text)
    case "application/json":
      return text === undefined ? notUtf8() : readJson(text)
    default:
      return new UnreadableBody(
        "The body has to be application/json, application/x-www-form-urlencoded or multipart/form-data.",
        415,
      )
  }
}

const notUtf8 = () => new UnreadableBody("The body is not UTF-8 text.")

/**
 * Reads query and body alike. The body wins over the query; a parameter given twice in one of them is a fault. JSON numbers
 * and booleans mean their text, null means missing.
 */
export const readCall = async (request: HonoRequest): Promise<ReadCall | UnreadableBody> => {
  const query = readEncoded(new URL(request.url).search.slice(1))
  if (request.method !== "POST") return query
  const body = await readBody(request)
  if (body instanceof UnreadableBody) return body
  return { parameters: new Map([...query.parameters, ...body.parameters]), fault: query.fault ?? body.fault }
}

/** A parameter that identifies something, or is required: empty is missing. */
export const given = (parameters: Parameters, name: string): string | undefined => parameters.get(name) || undefined

/** A SIP address that may come whole or in two parts. Half an address is none. */
const addressFrom = (
  parameters: Parameters,
  whole: string,
  userPart: string,
  domainPart: string,
): string | undefined => {
  const address = given(parameters, whole)
  if (address !== undefined) return address
  const user = given(parameters, userPart)
  const domain = given(parameters, domainPart)
  return user === undefined || domain === undefined ? undefined : `${user}@${domain}`
}

export const userAddress = (parameters: Parameters) => addressFrom(parameters, "user", "username", "domain")

export const aliasAddress = (parameters: Parameters) =>
  addressFrom(parameters, "alias", "alias_username", "alias_domain")

/** `true`, `1`, `yes` and their opposites; undefined if missing, `malformed` for other text. */
export const flag = (parameters: Parameters, name: string): boolean | undefined | "malformed" => {
  switch (parameters.get(name)?.toLowerCase()) {
    case undefined:
    case "":
      return undefined
    case "true":
    case "1":
    case "yes":
      return true
    case "false":
    case "0":
    case "no":
      return false
    default:
      return "malformed"
  }
}
