import type { Sipwright } from "@sipwright/core"

export const DOMAIN = "load.example.org"

/** Something to do, and what became of it: a word of its dialect. */
export interface Work {
  readonly name: string
  readonly run: (caller: number) => Promise<string>
}

/** Where the works are done: at servers over HTTP, and in this process over the same database. */
export interface Peers {
  readonly urlOf: (caller: number) => string
  readonly key: string
  /** Of a login at Webitel's door. */
  readonly webitel: { readonly key: string; readonly token: string }
  readonly library: Sipwright
}

export const pick = <T>(items: ReadonlyArray<T>): T => items[Math.floor(Math.random() * items.length)] as T

const upTo = (count: number): number => Math.floor(Math.random() * count)

const oneOf = (prefix: string, count: number) => () => `${prefix}${upTo(count)}`

const user = oneOf("user", 12)
const at = () => `${user()}@${DOMAIN}`
const number = () => `+4730000${String(upTo(20)).padStart(3, "0")}`
const mac = () => `00112233440${upTo(4)}`
const operator = oneOf("op", 3)
const role = oneOf("role", 3)
const space = () => `space${upTo(2)}.example.org`
/** A space that nobody has an account in, whose domain is taken away, too. */
const estate = () => `estate${upTo(2)}.example.org`
/** A domain that is taken away while somebody moves in. */
const lodging = () => `lodging${upTo(2)}.example.org`

const REGISTRAR = { registrar: "r.bz", proxy: "p.bz" }
const PORTS = { r_port: 5060, p_port: 5060, prov_url: "http://p.bz/" }
const SERVERS = { ...REGISTRAR, registrarPort: "5060", proxyPort: "5060", provisioningUrl: "http://p.bz/" }

type Body = Readonly<Record<string, unknown>>

const hermes = ({ urlOf, key }: Peers): ReadonlyArray<Work> => {
  const node =
    (name: string, parameters: () => Body = () => ({})) =>
    (): Work => ({
      name,
      run: async (caller) => {
        const response = await fetch(`${urlOf(caller)}/api/${name}`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-api-key": key },
          body: JSON.stringify(parameters()),
        })
        const text = await response.text()
        if (name === "user/gen_pw") return response.ok ? "ok" : text
        const { response: word, cause } = JSON.parse(text) as { readonly response: string; readonly cause?: string }
        return cause === undefined ? word : `${word}/${cause}`
      },
    })
  const account = () => ({ user: at(), displayname: "", email: "a@example.com" })
  return [
    node("user/add_local", account),
    node("user/add_local", account),
    node("user/add_remote", () => ({
      user: `${user()}@elsewhere.example`,
      displayname: "",
      password: "p",
      ...REGISTRAR,
      ...PORTS,
    })),
    node("user/remove", () => ({ user: at() })),
    node("user/remove", () => ({ user: `${user()}@elsewhere.example` })),
    node("user/change_pw", () => ({ user: at(), password: `secret ${Math.random()}` })),
    node("user/change_email", () => ({ user: at(), email: "a@example.com" })),
    node("user/update", () => ({ user: at(), displayname: "Other" })),
    node("user/block", () => ({ user: at() })),
    node("user/unblock", () => ({ user: at() })),
    node("user/forward", () => ({ user: at(), target: "+4712345678" })),
    node("user/get", () => ({ user: at() })),
    node("user/available", () => ({ user: at() })),
    node("user/location", () => ({ user: at() })),
    node("user/gen_pw"),
    node("user/list"),
    node("alias/add", () => ({ alias: `${number()}@${DOMAIN}`, destination: at() })),
    node("alias/add", () => ({ alias: at(), destination: at() })),
    node("alias/remove", () => ({ alias: `${number()}@${DOMAIN}` })),
    node("alias/remove", () => ({ alias: at() })),
    node("alias/list", () => ({ destination: at() })),
    node("phone/add", () => ({ mac: mac(), user: at() })),
    node("phone/delete", () => ({ mac: mac(), user: at() })),
    node("phone/delete", () => ({ mac: mac(), user: at() })),
    node("phone/get", () => ({ user: at() })),
    node("phone/list"),
    node("numbers/add", () => ({ number: number() })),
    node("numbers/pull", () => ({ number: number() })),
    node("numbers/next"),
    node("numbers/available", () => ({ number: number() })),
    node("numbers/list", () => ({ random: "true", limit: 3 })),
    node("numbers/add_range", () => ({ start: "+4730000000", end: "+4730000019" })),
    node("permission/set", () => ({ user: at(), permission: upTo(256) })),
    node("permission/get", () => ({ user: at() })),
    node("auth/authorize_user", () => ({ user: operator(), access: pick(["none", "limited_read", "super"]) })),
    node("auth/remove_user", () => ({ user: operator() })),
    node("auth/update_user", () => ({ user: operator(), fullname: "Other", role: pick([role(), ""]) })),
    node("auth/list_users"),
    node("auth/list_apikeys"),
    node("domain/get_servers", () => ({ domain: DOMAIN })),
    node("domain/list"),
  ].map((make) => make())
}

const flexisip = ({ urlOf, key }: Peers): ReadonlyArray<Work> => {
  const send = async (caller: number, method: string, path: string, body?: Body) => {
    const response = await fetch(`${urlOf(caller)}/api${path}`, {
      method,
      headers: { "content-type": "application/json", "x-api-key": key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: String(response.status), text: await response.text() }
  }
  const work = (name: string, path: () => string, body?: () => Body): Work => {
    const [method = ""] = name.split(" ", 1)
    return { name, run: async (caller) => (await send(caller, method, path(), body?.())).status }
  }
  /** At an account by its number, which somebody else may have taken away meanwhile. */
  const numbered = (name: string, path: (id: number) => string, body?: (username: string) => Body): Work => ({
    name,
    run: async (caller) => {
      const username = user()
      const found = await send(caller, "GET", `/accounts/sip:${username}@${DOMAIN}/search`)
      if (found.status !== "200") return found.status
      const { id } = JSON.parse(found.text) as { readonly id: number }
      const [method = ""] = name.split(" ", 1)
      return (await send(caller, method, path(id), body?.(username))).status
    },
  })
  const fields = (username: string) => ({ username, algorithm: "MD5", password: "a password", activated: true })
  return [
    work(
      "POST /accounts",
      () => "/accounts",
      () => ({ ...fields(user()), domain: DOMAIN, phone: number() }),
    ),
    work(
      "POST /accounts in a space",
      () => "/accounts",
      () => ({ ...fields(user()), domain: space() }),
    ),
    numbered("PUT /accounts/:id", (id) => `/accounts/${id}`, fields),
    numbered("DELETE /accounts/:id", (id) => `/accounts/${id}`),
    ...["activate", "deactivate", "block", "unblock"].map((state) =>
      numbered(`POST /accounts/:id/${state}`, (id) => `/accounts/${id}/${state}`),
    ),
    numbered(
      "POST /accounts/:id/dictionary/:key",
      (id) => `/accounts/${id}/dictionary/k${upTo(3)}`,
      () => ({ value: "v" }),
    ),
    numbered("DELETE /accounts/:id/dictionary/:key", (id) => `/accounts/${id}/dictionary/k${upTo(3)}`),
    numbered("DELETE /accounts/:id/dictionary", (id) => `/accounts/${id}/dictionary`),
    numbered("GET /accounts/:id/devices", (id) => `/accounts/${id}/devices`),
    numbered("DELETE /accounts/:id/devices/:uuid", (id) => `/accounts/${id}/devices/x`),
    work("GET /accounts", () => "/accounts"),
    work("GET /accounts/:sip/search-by-email", () => "/accounts/a@example.com/search-by-email"),
    work(
      "POST /spaces",
      () => "/spaces",
      () => {
        const domain = pick([space(), estate()])
        return { name: domain, domain, host: `admin.${domain}`, max_accounts: 2 }
      },
    ),
    work("DELETE /spaces/:domain", () => `/spaces/${pick([space(), estate()])}`),
    work("GET /spaces", () => "/spaces"),
  ]
}

const webitel = ({ urlOf, webitel: { key, token } }: Peers): ReadonlyArray<Work> => {
  const work = (name: string, path: () => string, body?: () => Body): Work => ({
    name,
    run: async (caller) => {
      const response = await fetch(`${urlOf(caller)}${path()}`, {
        method: name.split(" ", 1)[0] ?? "",
        headers: { "content-type": "application/json", "x-key": key, "x-access-token": token },
        ...(body === undefined ? {} : { body: JSON.stringify(body()) }),
      })
      await response.text()
      return String(response.status)
    },
  })
  const allows = { cdr: ["r"] }
  const tokens = () => `/api/v2/domains/${DOMAIN}/settings/token`
  return [
    work(
      "POST /acl/roles",
      () => "/api/v2/acl/roles",
      () => ({ roles: role(), allows }),
    ),
    work(
      "POST /acl/roles",
      () => "/api/v2/acl/roles",
      () => ({ roles: role(), parents: role(), allows }),
    ),
    work(
      "PUT /acl/roles/:name",
      () => `/api/v2/acl/roles/${role()}`,
      () => allows,
    ),
    work("DELETE /acl/roles/:name", () => `/api/v2/acl/roles/${role()}`),
    work("DELETE /acl/roles/:name", () => `/api/v2/acl/roles/${role()}`),
    work("GET /acl/roles", () => "/api/v2/acl/roles"),
    work("GET /acl/roles/:name", () => `/api/v2/acl/roles/${pick(["user", role()])}`),
    work("POST /domains/:name/settings/token", tokens, () => ({
      role: pick(["user", role()]),
      expire: Date.now() + 600_000,
    })),
    work("GET /domains/:name/settings/token", tokens),
    work("GET /whoami", () => "/api/v2/whoami"),
  ]
}

const libraryWork = (name: string, act: () => Promise<unknown>): Work => ({
  name,
  run: () =>
    act().then(
      () => "ok",
      (error: unknown) => String((error as { readonly _tag?: unknown })._tag ?? error),
    ),
})

const library = ({ library: sipwright }: Peers): ReadonlyArray<Work> => {
  const { accounts, aliases, phones, numbers, domains, domainTokens, roles, accountKeys, apiKeys, spaces } = sipwright
  const account = (address: string) => ({ address, displayName: "", email: "" })
  /** What has phones and aliases stays, so that without this everything would be full before long. */
  const removeWithAll = async () => {
    const address = at()
    for (const mac of await phones.phonesOf({ address })) await phones.remove({ mac, address })
    for await (const { alias } of aliases.list({ destination: address })) await aliases.remove({ alias })
    await accounts.remove({ address })
  }
  const removeToken = async (domain: string) => {
    const [token] = await domainTokens.list({ domain })
    if (token === undefined) return
    await domainTokens.setEnabled({ domain, id: token.id, enabled: false })
    await domainTokens.remove({ domain, id: token.id })
  }
  return [
    libraryWork("accounts.lookUp", () => accounts.lookUp({ address: at() })),
    libraryWork("accounts.remove with all that keeps it", removeWithAll),
    libraryWork("accounts.remove with all that keeps it", removeWithAll),
    libraryWork("accounts.addMany", () => accounts.addMany({ items: [at(), at(), at()].map(account) })),
    libraryWork("aliases.addMany", () =>
      aliases.addMany({ items: [1, 2, 3].map(() => ({ alias: `${number()}@${DOMAIN}`, destination: at() })) }),
    ),
    libraryWork("phones.addMany", () =>
      phones.addMany({ items: [1, 2, 3].map(() => ({ mac: mac(), address: at() })) }),
    ),
    libraryWork("numbers.addMany", () => numbers.addMany({ items: [1, 2, 3].map(() => ({ number: number() })) })),
    libraryWork("accounts.setAccess", () => accounts.setAccess({ address: at(), access: pick(["none", "full_read"]) })),
    libraryWork("accountKeys.make", () => accountKeys.make({ address: at(), host: "127.0.0.1" })),
    libraryWork("accountKeys.attach", async () => {
      const { token } = await accountKeys.token()
      await accountKeys.attach({ address: at(), token })
      await accountKeys.redeem({ token, host: "127.0.0.1" })
    }),
    libraryWork("roles.assign", () => roles.assign({ account: at(), role: role() })),
    libraryWork("roles.assign", () => roles.assign({ account: at() })),
    libraryWork("apiKeys.remove", async () => {
      const { id } = await apiKeys.add({ host: "127.0.0.1", access: "limited_read" })
      await apiKeys.remove({ key: id })
    }),
    libraryWork("domains.add", () => domains.add({ domain: estate() })),
    libraryWork("domains.setServers", () => domains.setServers({ domain: DOMAIN, ...SERVERS })),
    libraryWork("domains.remove", () => domains.remove({ domain: estate() })),
    libraryWork("domains.add for lodgers", () => domains.add({ domain: lodging() })),
    libraryWork("domains.remove from lodgers", () => domains.remove({ domain: lodging() })),
    libraryWork("accounts.addLocal of a lodger", () =>
      accounts.addLocal({ ...account(`lodger@${lodging()}`), servers: false }),
    ),
    libraryWork("accounts.remove of a lodger", () => accounts.remove({ address: `lodger@${lodging()}` })),
    libraryWork("aliases.add of a lodger", () => aliases.add({ alias: `info@${lodging()}`, destination: at() })),
    libraryWork("aliases.remove of a lodger", () => aliases.remove({ alias: `info@${lodging()}` })),
    libraryWork("accounts.remove in a space", () => accounts.remove({ address: `${user()}@${space()}` })),
    libraryWork("spaces.replace", () => {
      const domain = space()
      return spaces.replace({ domain, name: domain, host: `admin.${domain}`, maxAccounts: 2 + upTo(2) })
    }),
    libraryWork("domainTokens.remove", () => removeToken(DOMAIN)),
    libraryWork("audit.list", async () => {
      for await (const _ of sipwright.audit.list({ limit: 20 })) continue
    }),
  ]
}

/** What takes a password hash each: so long that nothing else would be done if everybody did it. */
export const slowWorks = ({ urlOf, library: { operators } }: Peers, password: string): ReadonlyArray<Work> => [
  libraryWork("operators.add", () =>
    operators.add({ name: operator(), password: "correct horse battery", access: "super" }),
  ),
  libraryWork("operators.verify", () => operators.verify({ username: "admin", password })),
  {
    name: "HOMER /session",
    run: async (caller) => {
      const session = `${urlOf(caller)}/api/v1/session`
      const sent = { method: "POST", body: JSON.stringify({ username: "admin", password }) }
      const opened = await fetch(session, sent)
      const cookie = (opened.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? ""
      const { auth } = (await opened.json()) as { readonly auth?: unknown }
      // At the other server, as a balancer would do it.
      const elsewhere = `${urlOf(caller + 1)}/api/v1/session`
      const { status, sid } = (await (await fetch(elsewhere, { headers: { cookie } })).json()) as Body
      await (await fetch(elsewhere, { method: "DELETE", headers: { cookie } })).text()
      return auth === "true" && status === 200 && sid !== "" ? "ok" : JSON.stringify({ auth, status })
    },
  },
]

/** Everything else that can be done at once. */
export const quickWorks = (peers: Peers): ReadonlyArray<Work> => [
  ...hermes(peers),
  ...flexisip(peers),
  ...webitel(peers),
  ...library(peers),
]
