import { expect } from "vitest"

type Json = Readonly<Record<string, unknown>>

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Json
}

interface Sent {
  readonly body?: BodyInit
  readonly headers?: Readonly<Record<string, string>>
}

type Fetch = (request: Request) => Response | Promise<Response>

/** A client of HOMER's API that keeps its cookie. */
export class HomerClient {
  readonly #fetch: Fetch
  readonly #host: string | undefined
  cookie: string | undefined
  bearer: string | undefined

  constructor(fetch: Fetch, host?: string) {
    this.#fetch = fetch
    this.#host = host
  }

  async send(method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Reply> {
    const init: RequestInit = {
      method,
      headers: {
        ...(this.#host === undefined ? {} : { "x-test-client": this.#host }),
        ...(this.cookie === undefined ? {} : { cookie: `HOMERSESSID=${this.cookie}` }),
        ...(this.bearer === undefined ? {} : { authorization: `Bearer ${this.bearer}` }),
        ...headers,
      },
    }
    if (body !== undefined) init.body = body
    const response = await this.#fetch(new Request(`http://sip.test/api${path}`, init))
    expect(response.headers.get("cache-control")).toBe("no-store")
    for (const line of response.headers.getSetCookie()) {
      const value = /^HOMERSESSID=([^;]*)/.exec(line)?.[1]
      if (value !== undefined) this.cookie = /max-age=0/i.test(line) ? undefined : value
    }
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === "" ? {} : (JSON.parse(text) as Json),
    }
  }

  post(path: string, body: unknown): Promise<Reply> {
    const headers = { "content-type": "application/json" }
    return this.send("POST", path, { headers, body: typeof body === "string" ? body : JSON.stringify(body) })
  }

  /** Logs in at HOMER 5. */
  login(username: string, password: string): Promise<Reply> {
    return this.post("/v1/session", { username, password })
  }

  /** Logs in at HOMER 7, and keeps the token. */
  async auth(username: string, password: string): Promise<Reply> {
    const reply = await this.post("/v3/auth", { username, password })
    if (reply.status === 201) this.bearer = String(reply.body["token"])
    return reply
  }
}
