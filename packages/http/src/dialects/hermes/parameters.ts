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

const jsonEntries = (text: string): Entries | UnreadableBody => {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return Object.entries(body)
  } catch {
    // Answered below, like JSON of another shape.
  }
  return new UnreadableBody("The body is not a JSON object.")
}

const multipartEntries = async (request: HonoRequest): Promise<Entries | UnreadableBody> => {
  try {
    return [...(await request.raw.formData())]
  } catch {
    return new UnreadableBody("The body is not a form.")
  }
}

const bodyEntries = async (request: HonoRequest): Promise<Entries | UnreadableBody> => {
  const type = request.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  if (type === "multipart/form-data") return multipartEntries(request)
  const text = await request.text()
  if (text === "") return []
  switch (type) {
    case "application/x-www-form-urlencoded":
      return [...new URLSearchParams(text)]
    case "application/json":
      return jsonEntries(text)
    default:
      return new UnreadableBody(
        "The body has to be application/json, application/x-www-form-urlencoded or multipart/form-data.",
        415,
      )
  }
}

/**
 * Reads query and body alike. The body wins over the query; a parameter given twice in one of them is a fault. JSON numbers
 * and booleans mean their text, null means missing.
 */
export const readCall = async (request: HonoRequest): Promise<ReadCall | UnreadableBody> => {
  const query = collect([...new URL(request.url).searchParams])
  if (request.method !== "POST") return query
  const entries = await bodyEntries(request)
  if (entries instanceof UnreadableBody) return entries
  const body = collect(entries)
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
