/** An answer of the Hermes API; what stands in it, the test says. */
export interface HermesAnswer {
  readonly response: string
  readonly cause?: string
  readonly detail?: string
  readonly user: { readonly username: string; readonly password: string; readonly ha1: string }
  readonly [field: string]: unknown
}

/** A client of the Hermes API with the session of one operator. */
export class HermesSession {
  readonly #url: string
  readonly #credentials: Readonly<Record<string, string>>
  readonly #cookie: string

  private constructor(url: string, credentials: Readonly<Record<string, string>>, cookie: string) {
    this.#url = url
    this.#credentials = credentials
    this.#cookie = cookie
  }

  static async login(url: string, username: string, password: string): Promise<HermesSession> {
    const response = await post(url, "auth/login", { username, password }, "")
    const { session, auth_key } = (await response.json()) as { session?: string; auth_key?: string }
    if (session === undefined || auth_key === undefined) throw new Error("The login was refused.")
    const cookie = (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? ""
    return new HermesSession(url, { session, auth_key }, cookie)
  }

  async call(node: string, parameters: Readonly<Record<string, string | number>> = {}): Promise<HermesAnswer> {
    const response = await post(this.#url, node, { ...parameters, ...this.#credentials }, this.#cookie)
    return (await response.json()) as HermesAnswer
  }

  /** A call that has to be answered `ok`. */
  async ok(node: string, parameters: Readonly<Record<string, string | number>> = {}): Promise<HermesAnswer> {
    const answer = await this.call(node, parameters)
    if (answer.response !== "ok") throw new Error(`${node}: ${JSON.stringify(answer)}`)
    return answer
  }
}

const post = (url: string, node: string, body: Readonly<Record<string, string | number>>, cookie: string) =>
  fetch(`${url}/api/${node}`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie },
    body: JSON.stringify(body),
  })
