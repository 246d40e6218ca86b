import { expect } from "vitest"

/** Anything that answers requests: `app.request`, `fetch` on a real server. */
export type Fetch = (request: Request) => Response | Promise<Response>

/** Parameters as forms and queries have them. */
export type Form = Readonly<Record<string, string>>
/** Parameters as JSON has them. */
export type Json = Readonly<Record<string, unknown>>

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The answer as JSON; empty where it is no JSON object. */
  readonly body: Json
}

/** A request as it goes over the wire, before the cookie is added. */
export interface RawCall {
  readonly method?: string
  /** Appended as it is. */
  readonly query?: string
  readonly type?: string
  readonly body?: BodyInit
  readonly headers?: Form
}

const FORM = "application/x-www-form-urlencoded"
const JSON_TYPE = "application/json"

/** `ok`, `failed/nonexistant`, …: what was decided, in one word for tables. */
export const outcome = ({ body }: Reply): string =>
  [body["response"], body["cause"]].filter((word): word is string => typeof word === "string").join("/")

const parse = (text: string): Json => {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : {}
  } catch {
    return {}
  }
}

const SECRET_NAMES = ["password", "auth_key", "api_key", "assertion"]

/**
 * A client of the Hermes API as programs have them: it keeps the session, its key and the cookies. It checks of every refusal that
 * no secret it ever sent or got stands in it.
 */
export class HermesClient {
  readonly #fetch: Fetch
  readonly #base: string
  readonly #secrets = new Set<string>()
  readonly cookies = new Map<string, string>()
  /** Sent with every call. */
  headers: Form = {}
  session: string | undefined
  authKey: string | undefined

  constructor(fetch: Fetch, base = "http://sip.test/api") {
    this.#fetch = fetch
    this.#base = base
  }

  /** Another client with the same session, that can be changed without changing this one. */
  copy(): HermesClient {
    const copy = new HermesClient(this.#fetch, this.#base)
    copy.session = this.session
    copy.authKey = this.authKey
    for (const [name, value] of this.cookies) copy.cookies.set(name, value)
    return copy
  }

  /** POST with a form. */
  async call(node: string, parameters: Form = {}): Promise<Reply> {
    const given = { ...this.credentials(), ...parameters }
    return this.send(node, { type: FORM, body: new URLSearchParams(given).toString() }, given)
  }

  /** GET with a query. */
  async get(node: string, parameters: Form = {}): Promise<Reply> {
    const given = { ...this.credentials(), ...parameters }
    return this.send(node, { method: "GET", query: new URLSearchParams(given).toString() }, given)
  }

  /** POST with JSON. */
  async postJson(node: string, parameters: Json = {}): Promise<Reply> {
    const given = { ...this.credentials(), ...parameters }
    return this.send(node, { type: JSON_TYPE, body: JSON.stringify(given) }, given)
  }

  /** POST with parameters in both places; the session is in the query. */
  async mixed(node: string, query: Form, body: Form): Promise<Reply> {
    const given = { ...this.credentials(), ...query }
    const call = {
      query: new URLSearchParams(given).toString(),
      type: FORM,
      body: new URLSearchParams(body).toString(),
    }
    return this.send(node, call, { ...given, ...body })
  }

  credentials(): Form {
    return {
      ...(this.session === undefined ? {} : { session: this.session }),
      ...(this.authKey === undefined ? {} : { auth_key: this.authKey }),
    }
  }

  async login(username: string, password: string): Promise<Reply> {
    return this.open({ username, password })
  }

  /** Logs in by whatever credentials, and keeps the session. */
  async open(credentials: Form): Promise<Reply> {
    const reply = await this.call("auth/login", credentials)
    if (outcome(reply) === "ok") {
      this.session = String(reply.body["session"])
      this.authKey = String(reply.body["auth_key"])
    }
    return reply
  }

  /** Replaces the key, and keeps the new one. */
  async ping(): Promise<Reply> {
    const reply = await this.call("auth/ping")
    if (outcome(reply) === "pong") this.authKey = String(reply.body["auth_key"])
    return reply
  }

  /** Sends what is given, with the cookies. `sent` names the parameters in it, of which the secret ones are watched. */
  async send(node: string, call: RawCall = {}, sent: Json = {}): Promise<Reply> {
    this.#watch(sent)
    const { method = "POST", query, type, body, headers = {} } = call
    const init = new Headers({ ...this.headers, ...headers })
    if (type !== undefined) init.set("content-type", type)
    if (this.cookies.size > 0) {
      init.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "))
    }
    const url = `${this.#base}/${node}${query === undefined ? "" : `?${query}`}`
    const request: RequestInit & { duplex?: "half" } = { method, headers: init }
    if (body !== undefined) request.body = body
    if (body instanceof ReadableStream) request.duplex = "half"
    const response = await this.#fetch(new Request(url, request))
    this.#keepCookies(response.headers)
    const text = await response.text()
    const reply: Reply = { status: response.status, headers: response.headers, text, body: parse(text) }
    this.#check(reply)
    return reply
  }

  #watch(sent: Json): void {
    const values = [...SECRET_NAMES.map((name) => sent[name]), ...this.cookies.values()]
    for (const value of values) {
      // Short ones may stand in a sentence by chance.
      if (typeof value === "string" && value.length >= 8) this.#secrets.add(value)
    }
  }

  #keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim())
      const [name = "", value = ""] = pair.split("=", 2)
      if (attributes.some((attribute) => attribute.toLowerCase() === "max-age=0")) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }

  #check(reply: Reply): void {
    expect(reply.headers.get("cache-control")).toBe("no-store")
    expect(reply.headers.get("referrer-policy")).toBe("no-referrer")
    if (!["invalid", "failed", "error", "notimplemented"].includes(String(reply.body["response"]))) return
    for (const secret of this.#secrets) expect(reply.text.includes(secret), `${reply.text} shows a secret`).toBe(false)
  }
}
