/** A program as somebody writes it who has the types that openapi-typescript made of our document, and nothing else of ours. */
export const CLIENT_PROGRAM = `
import createClient from "openapi-fetch"
import type { components, paths } from "./sipwright.js"

type Refusal = components["schemas"]["HermesRefusal"]

const [, , baseUrl = "", password = ""] = process.argv
const client = createClient<paths>({ baseUrl })

const done = <T extends { response: string }>({ data, error }: { data?: T; error?: unknown }): Extract<T, { response: "ok" }> => {
  if (data?.response !== "ok") throw new Error(JSON.stringify(data ?? error))
  return data as Extract<T, { response: "ok" }>
}

const login = await client.POST("/api/auth/login", { body: { username: "admin", password } })
const { session, auth_key } = done(login)
const cookie = login.response.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ")
client.use({
  onRequest({ request }) {
    const url = new URL(request.url)
    url.searchParams.set("session", session)
    url.searchParams.set("auth_key", auth_key)
    const authenticated = new Request(url, request)
    authenticated.headers.set("cookie", cookie)
    return authenticated
  },
})

const servers = { domain: "example.org", registrar: "sip.example.org", r_port: "5060", proxy: "sip.example.org", p_port: "5060", prov_url: "https://provisioning.example.org" }
done(await client.POST("/api/domain/set_servers", { body: servers }))
const user = "carol@example.org"
const added = done(await client.POST("/api/user/add_local", { body: { user, displayname: "Carol", email: "" } }))
const got = done(await client.GET("/api/user/get", { params: { query: { user } } }))
const removed = done(await client.POST("/api/user/remove", { body: { user } }))
const again = await client.GET("/api/user/get", { params: { query: { user, http_status: "1" } } })
const refusal: Refusal | undefined = again.error

console.log(
  JSON.stringify({
    added: added.user.username,
    got: got.user.displayname,
    removed: removed.user,
    status: again.response.status,
    cause: refusal?.cause,
  }),
)
`
