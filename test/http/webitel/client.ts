import { expect } from "vitest"

type Json = Readonly<Record<string, unknown>>

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Json
}

interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What a login gave. */
export interface Tokens {
  readonly token: string
  readonly key: string
}

type Fetch = (request: Request) => Response | Promise<Response>

/** A client of the Webitel API; its calls carry the tokens it has in headers. */
export class WebitelClient {
  readonly #fetch: Fetch
  readonly #host: string | undefined
  tokens: Partial<Tokens> = {}

  constructor(fetch: Fetch, host?: string) {
    this.#fetch = fetch
    this.#host = host
  }

  async send(method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Reply> {
    const init: RequestInit = {
      method,
      headers: {
        ...(this.#host === undefined ? {} : { "x-test-client": this.#host }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(this.tokens.token === undefined ? {} : { "x-access-token": this.tokens.token }),
        ...(this.tokens.key === undefined ? {} : { "x-key": this.tokens.key }),
        ...headers,
      },
    }
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body)
    const response = await this.#fetch(new Request(`http://sip.test${path}`, init))
    expect(response.headers.get("cache-control")).toBe("no-store")
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === "" ? {} : (JSON.parse(text) as Json),
    }
  }

  /** Logs in and keeps the tokens. */
  async login(username: string, password: string): Promise<Reply> {
    const reply = await this.send("POST", "/login", { body: { username, password } })
    if (reply.status === 200) this.tokens = { token: String(reply.body["token"]), key: String(reply.body["key"]) }
    return reply
  }

  whoami(): Promise<Reply> {
    return this.send("GET", "/api/v2/whoami")
  }
}
