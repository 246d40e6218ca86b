import { type AppOptions, describeApp, type OpenApiDocument } from "@sipwright/http"
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

/** The document with nothing left open: fields that it does not name are not answered. */
const closed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(closed)
  if (!isObject(value)) return value
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(one)]))
  const isOpen = value["type"] === "object" && value["additionalProperties"] === undefined
  return isOpen ? { properties: {}, ...inner, additionalProperties: false } : inner
}

const pointer = (...path: ReadonlyArray<string>): string =>
  path.map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+")}$`)

/** Compares what a server answers with what its document says of it. */
class Conformity {
  readonly #document: OpenApiDocument
  readonly #ajv = new Ajv2020({ strict: false, validateSchema: false })
  readonly #checks = new Map<string, ValidateFunction>()
  readonly #paths: ReadonlyArray<readonly [path: string, pattern: RegExp]>

  constructor(document: OpenApiDocument) {
    this.#document = document
    this.#ajv.addSchema(closed(document) as Json, "document")
    // A path without parameters is meant before one that would fit too.
    const paths = Object.keys(document.paths).toSorted((one, other) => one.split("{").length - other.split("{").length)
    this.#paths = paths.map((path) => [path, patternOf(path)])
  }

  /** What is wrong with an answer; undefined where nothing is, or the document does not speak of the call. */
  faultOf(method: string, url: string, response: Response, text: string): string | undefined {
    const [path] = this.#paths.find(([, pattern]) => pattern.test(new URL(url).pathname)) ?? []
    const call = path === undefined ? undefined : this.#document.paths[path]?.[method.toLowerCase()]
    if (path === undefined || !isObject(call)) return undefined
    const where = `${method} ${path}`
    const status = String(response.status)
    const said = (call["responses"] as Json)[status]
    if (!isObject(said)) return `${where} answers ${status}, of which the document does not speak: ${text}`
    const content = said["content"]
    if (text === "") return undefined
    const type = response.headers.get("content-type")?.split(";", 1)[0] ?? ""
    if (!isObject(content) || !isObject(content[type])) return `${where} answers ${status} with ${type}: ${text}`
    if (type !== "application/json") return undefined
    const at = `document#${pointer("paths", path, method.toLowerCase(), "responses", status, "content", type, "schema")}`
    const check = this.#checks.get(at) ?? this.#ajv.compile({ $ref: at })
    this.#checks.set(at, check)
    return check(JSON.parse(text))
      ? undefined
      : `${where} answers ${status} not as documented: ${text}\n${this.#ajv.errorsText(check.errors)}`
  }
}

const known = new Map<string, Conformity>()

const conformityOf = (options: Parameters<typeof describeApp>[0]): Conformity => {
  const { dialects, hermes, homer, flexisip } = options ?? {}
  const key = JSON.stringify([
    dialects,
    hermes?.get,
    hermes?.httpStatus,
    hermes?.requireCookie,
    homer?.status,
    flexisip?.profile,
  ])
  const found = known.get(key) ?? new Conformity(describeApp(options))
  known.set(key, found)
  return found
}

type Fetch = (request: Request) => Response | Promise<Response>

/** The same server, of which each answer that is read as text has to be as its document says. */
export const asDocumented =
  (fetch: Fetch, options: Pick<AppOptions, "dialects" | "hermes" | "homer" | "flexisip">): Fetch =>
  async (request) => {
    const response = await fetch(request)
    const read = response.text.bind(response)
    response.text = async () => {
      const text = await read()
      const fault = conformityOf(options).faultOf(request.method, request.url, response, text)
      if (fault !== undefined) throw new Error(fault)
      return text
    }
    return response
  }
