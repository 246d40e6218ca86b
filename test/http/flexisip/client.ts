import { createHash } from "node:crypto"

/** How a challenge of a server reads, parameter by parameter. */
export type Challenge = Readonly<Record<string, string>>

const HASHES: Readonly<Record<string, string>> = { MD5: "md5", "SHA-256": "sha256", "SHA-512-256": "sha512-256" }

export const hashOf = (algorithm: string, text: string): string =>
  createHash(HASHES[algorithm] ?? "md5")
    .update(text, "utf8")
    .digest("hex")

const parameters = (text: string): Challenge =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/g)].map(([, name = "", quoted, bare = ""]) => [
      name.toLowerCase(),
      quoted === undefined ? bare : quoted.replace(/\\(.)/g, "$1"),
    ]),
  )

/** An answer, with its challenges read. */
export interface Answer {
  readonly status: number
  readonly text: string
  // Tests say what they look for in it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
  readonly headers: Headers
  readonly challenges: ReadonlyArray<Challenge>
}

export interface DigestOptions {
  readonly nc?: string
  readonly cnonce?: string
  readonly algorithm?: string
  readonly username?: string
  readonly realm?: string
  readonly uri?: string
  readonly qop?: string
  readonly opaque?: string
  readonly nonce?: string
  /** In place of the hash of name, realm and password. */
  readonly ha1?: string
  readonly response?: string
  /** Parameters that are left out. */
  readonly without?: ReadonlyArray<string>
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The value of an Authorization header that answers a challenge (RFC 7616 section 3.4). */
export const digestOf = (
  challenge: Challenge,
  user: { readonly username: string; readonly password: string },
  method: string,
  path: string,
  options: DigestOptions = {},
): string => {
  const algorithm = options.algorithm ?? challenge["algorithm"] ?? "MD5"
  const username = options.username ?? user.username
  const realm = options.realm ?? challenge["realm"] ?? ""
  const nonce = options.nonce ?? challenge["nonce"] ?? ""
  const { nc = "00000001", cnonce = "0a4f113b", qop = "auth", uri = path } = options
  const ha1 = options.ha1 ?? hashOf(algorithm, `${username}:${realm}:${user.password}`)
  const ha2 = hashOf(algorithm, `${method}:${uri}`)
  const response = options.response ?? hashOf(algorithm, [ha1, nonce, nc, cnonce, qop, ha2].join(":"))
  const opaque = options.opaque ?? challenge["opaque"] ?? ""
  const quoted = { username, realm, nonce, uri, cnonce, response, opaque }
  const all = [
    ...Object.entries(quoted).map(([name, value]) => [name, `"${value.replace(/[\\"]/g, "\\$&")}"`] as const),
    ["algorithm", algorithm] as const,
    ["qop", qop] as const,
    ["nc", nc] as const,
  ]
  const kept = all.filter(([name]) => !(options.without ?? []).includes(name))
  return `Digest ${kept.map(([name, value]) => `${name}=${value}`).join(", ")}`
}

/** A client of Flexisip's API, as liblinphone is one: it says who it is, and answers challenges itself. */
export class FlexisipClient {
  readonly #request: (request: Request) => Response | Promise<Response>
  /** Sent with every call. */
  headers: Record<string, string>
  host: string

  constructor(
    request: (request: Request) => Response | Promise<Response>,
    headers: Record<string, string> = {},
    host = "bar.bz",
  ) {
    this.#request = request
    this.headers = headers
    this.host = host
  }

  with(headers: Record<string, string>, host: string = this.host): FlexisipClient {
    return new FlexisipClient(this.#request, { ...this.headers, ...headers }, host)
  }

  async call(method: string, path: string, { body, headers = {} }: CallOptions = {}): Promise<Answer> {
    const sent = typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body)
    const request = new Request(`http://${this.host}/api${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(sent === undefined ? {} : { "content-type": "application/json" }),
        host: this.host,
        ...this.headers,
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    })
    const response = await this.#request(request)
    const text = await response.text()
    const challenges = (response.headers.get("www-authenticate") ?? "")
      .split(/,\s*(?=Digest )/)
      .filter((challenge) => challenge.startsWith("Digest "))
      .map(parameters)
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      json = undefined
    }
    return { status: response.status, text, json, headers: response.headers, challenges }
  }

  get = (path: string, options?: CallOptions) => this.call("GET", path, options)
  post = (path: string, body?: unknown, options: CallOptions = {}) => this.call("POST", path, { ...options, body })
  put = (path: string, body?: unknown, options: CallOptions = {}) => this.call("PUT", path, { ...options, body })
  delete = (path: string, options?: CallOptions) => this.call("DELETE", path, options)

  /** Asks, and answers the challenge of one algorithm. */
  async digest(
    user: { readonly address: string; readonly password: string },
    method: string,
    path: string,
    options: DigestOptions & CallOptions & { readonly challenge?: Challenge } = {},
  ): Promise<Answer> {
    const from = { from: `sip:${user.address}` }
    const asked =
      options.challenge === undefined ? await this.call(method, path, { ...options, headers: from }) : undefined
    const challenge =
      options.challenge ??
      asked?.challenges.find(({ algorithm }) => options.algorithm === undefined || algorithm === options.algorithm) ??
      asked?.challenges[0] ??
      {}
    const username = user.address.split("@")[0] ?? ""
    const authorization = digestOf(challenge, { ...user, username }, method, `/api${path}`, options)
    return this.call(method, path, { ...options, headers: { ...from, ...options.headers, authorization } })
  }
}
