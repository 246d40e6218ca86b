import type { HonoRequest } from "hono"
import {
  type Fields,
  mediaTypeOf,
  noFields,
  queryOf,
  readEncoded,
  readJson,
  readMultipart,
  textOfBody,
  type ReadFields,
} from "../../fields.ts"
import { type Answer, invalid } from "./answer.ts"

/** The parameters of a call, from wherever they came. Empty ones are kept: what empty means, the node says. */
export type Parameters = Fields

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

const readBody = async (request: HonoRequest): Promise<ReadFields | UnreadableBody> => {
  const type = mediaTypeOf(request)
  if (type === "multipart/form-data") {
    return (await readMultipart(request)) ?? new UnreadableBody("The body is not a form.")
  }
  const text = await textOfBody(request)
  if (text === "") return noFields
  switch (type) {
    case "application/x-www-form-urlencoded":
      return text === undefined ? notUtf8() : readEncoded(text)
    case "application/json":
      return text === undefined ? notUtf8() : (readJson(text) ?? new UnreadableBody("The body is not a JSON object."))
    default:
      return new UnreadableBody(
        "The body has to be application/json, application/x-www-form-urlencoded or multipart/form-data.",
        415,
      )
  }
}

const notUtf8 = () => new UnreadableBody("The body is not UTF-8 text.")

const callOf = ({ fields, fault }: ReadFields): ReadCall => ({
  parameters: fields,
  fault: fault === undefined ? undefined : invalid("parameters", fault),
})

/**
 * Reads query and body alike. The body wins over the query; a parameter given twice in one of them is a fault. JSON numbers
 * and booleans mean their text, null means missing.
 */
export const readCall = async (request: HonoRequest): Promise<ReadCall | UnreadableBody> => {
  const query = readEncoded(queryOf(request))
  if (request.method !== "POST") return callOf(query)
  const body = await readBody(request)
  if (body instanceof UnreadableBody) return body
  if (query === noFields) return callOf(body)
  return callOf({ fields: new Map([...query.fields, ...body.fields]), fault: query.fault ?? body.fault })
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
