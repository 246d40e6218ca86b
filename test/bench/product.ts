import { fileURLToPath } from "node:url"
import { type PinnedServer, startPinned } from "./pinned-process.ts"

/** The program as it is installed: built, and started by its own command. */
export const SIPWRIGHT = fileURLToPath(import.meta.resolve("../../packages/http/bin/sipwright.js"))

export const DOMAIN = "bench.example.org"

const ADMIN_PASSWORD = "admin of the benchmark"

/** The same key for everything that opens a database. */
export const SECRET_KEY = "7".repeat(64)

/** What every command needs; all else is as it comes. */
export const settingsFor = (databaseUrl: string): Readonly<Record<string, string>> => ({
  SIPWRIGHT_DATABASE_URL: databaseUrl,
  SIPWRIGHT_SECRET_KEY: SECRET_KEY,
  SIPWRIGHT_DOMAINS: DOMAIN,
  SIPWRIGHT_ADMIN_PASSWORD: ADMIN_PASSWORD,
})

/** `sipwright serve` with its default settings. */
export const startProduct = (databaseUrl: string): Promise<PinnedServer> =>
  startPinned({
    name: "sipwright",
    args: [SIPWRIGHT, "serve"],
    environment: (port) => ({ ...settingsFor(databaseUrl), SIPWRIGHT_PORT: String(port) }),
    readyPath: "/readyz",
  })

/** What a client of the Hermes API sends with each call. */
export interface Credentials {
  readonly session: string
  readonly authKey: string
  /** The header. */
  readonly cookie: string
}

export const LOGIN = { username: "admin", password: ADMIN_PASSWORD } as const

/** The body of a call of the Hermes API. */
export const bodyOf = (
  { session, authKey }: Credentials,
  parameters: Readonly<Record<string, string | number>>,
): string => JSON.stringify({ session, auth_key: authKey, ...parameters })

export interface Answered {
  readonly body: Readonly<Record<string, unknown>>
  /** Of the head and the body together, roughly: what wrk would count. */
  readonly bytes: number
}

/** Makes a call that has to be answered `ok`. */
export const call = async (
  url: string,
  node: string,
  credentials: Credentials,
  parameters: Readonly<Record<string, string | number>>,
): Promise<Answered> => {
  const path = `/api/${node}`
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: credentials.cookie },
    body: bodyOf(credentials, parameters),
  })
  const text = await response.text()
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>
  if (body["response"] !== "ok") throw new Error(`${node} was answered ${text}`)
  return { body, bytes: text.length }
}
