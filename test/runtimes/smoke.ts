import { memoryStore } from "@sipwright/adapters/memory"
import { createSipwright, type SipwrightOptions } from "@sipwright/core"
import { createApp } from "@sipwright/http"

/** What one check found: nothing, where it is as it should be. */
export type Report = Readonly<Record<string, string | null>>

const same = (found: unknown, wanted: unknown): void => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (a !== b) throw new Error(`found ${a}, wanted ${b}`)
}

const ok = (condition: boolean, what: string): void => {
  if (!condition) throw new Error(what)
}

const PASSWORD = "correct horse battery"

/** Core, memory adapter and HTTP package together, by nothing but what every JavaScript runtime has, where no `crypto` is given. Answers what each check found. */
export const smoke = async (crypto: Pick<SipwrightOptions, "crypto"> = {}): Promise<Report> => {
  const sip = createSipwright({ store: memoryStore({ domains: ["example.org"] }), ...crypto })
  const app = createApp({ sipwright: sip, isReady: async () => true, clientAddress: () => "192.0.2.1" })
  const cookies = new Map<string, string>()
  const session: Record<string, string> = {}

  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await app.request(`http://localhost${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      },
      body: JSON.stringify({ ...body, ...session }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=")
      cookies.set(name, value)
    }
    return (await response.json()) as Record<string, unknown>
  }
  const refusalOf = (promise: Promise<unknown>): Promise<string | undefined> =>
    promise.then(
      () => undefined,
      (error: { readonly _tag?: string }) => error._tag,
    )

  const checks: Readonly<Record<string, () => Promise<void>>> = {
    "operations run in process": async () => {
      const account = await sip.accounts.addLocal({
        address: "Alice@Example.ORG",
        displayName: "Älice 😀",
        email: "",
        password: PASSWORD,
        servers: false,
      })
      same(account.address, "alice@example.org")
      // MD5 of alice:example.org:correct horse battery, by md5sum.
      same("ha1" in account && account.ha1, "03ba129eb599c3e69ddbd65edc748b4f")
    },
    "generated passwords differ": async () => {
      const passwords = await Promise.all([sip.accounts.newPassword(), sip.accounts.newPassword()])
      ok(passwords[0].password !== passwords[1].password, "they are alike")
      ok(/^[A-Za-z0-9]{24}$/.test(passwords[0].password), "one has another form")
    },
    "refusals are tagged": async () => {
      const again = { address: "alice@example.org", displayName: "", email: "", servers: false }
      same(await refusalOf(sip.accounts.addLocal(again)), "AddressTaken")
      same(await refusalOf(sip.accounts.get({ address: "nonsense" })), "InvalidInput")
    },
    "numbers go to one taker each": async () => {
      await sip.numbers.addRange({ first: "+4712345600", last: "+4712345649" })
      const taken = await Promise.all(Array.from({ length: 50 }, () => sip.numbers.next()))
      same(new Set(taken.map(({ number }) => number)).size, 50)
      same(await refusalOf(sip.numbers.next()), "NumberPoolEmpty")
    },
    "lists go page by page": async () => {
      const items = Array.from({ length: 700 }, (_, index) => ({ address: `u${index}@example.org`, servers: false }))
      await sip.accounts.addMany({ items })
      let count = 0
      for await (const { address } of sip.accounts.list({ search: "u*" }))
        count += address.endsWith("@example.org") ? 1 : 0
      same(count, 700)
    },
    "the domain of an IDN is its A-label": async () => {
      await sip.domains.add({ domain: "bücher.example" })
      same(await sip.domains.list(), ["example.org", "xn--bcher-kva.example"])
    },
    "operators log in by HTTP": async () => {
      await sip.operators.add({ name: "admin", password: PASSWORD, access: "super" })
      same((await post("/api/auth/login", { username: "admin", password: "wrong" }))["cause"], "unauthorized")
      const {
        response,
        session: name,
        auth_key,
      } = await post("/api/auth/login", { username: "admin", password: PASSWORD })
      same(response, "ok")
      Object.assign(session, { session: name, auth_key })
    },
    "the Hermes API answers": async () => {
      const { user } = await post("/api/user/get", { user: "alice@example.org" })
      const { displayname, password } = user as Record<string, unknown>
      same([displayname, password], ["Älice 😀", PASSWORD])
      const { response, auth_key } = await post("/api/auth/ping", {})
      same(response, "pong")
      Object.assign(session, { auth_key })
      same((await post("/api/user/list", { limit: 2 }))["response"], "ok")
    },
    "the other dialects answer": async () => {
      const { token } = await post("/api/v3/auth", { username: "admin", password: PASSWORD })
      same(String(token).split(".").length, 3)
      const challenged = await app.request("http://localhost/api/accounts/me", {
        headers: { from: "sip:alice@example.org" },
      })
      same(challenged.status, 401)
      ok((challenged.headers.get("www-authenticate") ?? "").startsWith("Digest "), "no challenge")
    },
    "the document of the API is there": async () => {
      const document = (await (await app.request("http://localhost/openapi.json")).json()) as {
        readonly openapi: string
      }
      same(document.openapi, "3.1.0")
    },
    "health is told": async () => same((await app.request("http://localhost/readyz")).status, 200),
  }

  const report: Record<string, string | null> = {}
  for (const [name, check] of Object.entries(checks)) {
    report[name] = await check().then(
      () => null,
      (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    )
  }
  await sip.close()
  return report
}
