import type { Form } from "./client.ts"
import { ALICE, CAROL } from "./fixtures.ts"
import { BARE, LOCAL } from "./world.ts"

/** A node as the documents have it. */
export interface DocumentedNode {
  readonly node: string
  /** The lowest level that may call it. */
  readonly level: 1 | 2 | 3
  /** Parameters with which it is ok, once there is what they name. */
  readonly parameters: Form
  /** Answered otherwise than `ok`. */
  readonly answers?: string
}

const user = { user: ALICE }
const free = { user: "free@bar.bz" }
const mac = "001122334455"

/** Every node behind a session, with the level that it needs. */
export const NODES: ReadonlyArray<DocumentedNode> = [
  { node: "auth/new_apikey", level: 3, parameters: { host: "192.0.2.1", access: "1" } },
  { node: "auth/remove_apikey", level: 3, parameters: { key: "1" }, answers: "failed/nonexistant" },
  { node: "auth/list_apikeys", level: 2, parameters: {} },
  { node: "auth/authorize_user", level: 3, parameters: { user: "limited_read", access: "1" } },
  { node: "auth/remove_user", level: 3, parameters: { user: "none" } },
  { node: "auth/list_users", level: 2, parameters: {} },
  { node: "auth/new_user", level: 3, parameters: { username: "ann", password: "Ann's password" } },
  { node: "auth/update_user", level: 3, parameters: { user: "limited_read", email: "x" } },
  { node: "user/get", level: 1, parameters: user },
  { node: "user/list", level: 1, parameters: {} },
  { node: "user/add_local", level: 3, parameters: { ...free, displayname: "", email: "" } },
  {
    node: "user/add_remote",
    level: 3,
    parameters: {
      user: "dave@elsewhere.example",
      password: "Dave's password",
      displayname: "",
      registrar: "sip.example",
    },
  },
  { node: "user/remove", level: 3, parameters: { user: CAROL } },
  { node: "user/change_pw", level: 3, parameters: { ...user, password: "another password" } },
  { node: "user/change_email", level: 3, parameters: { ...user, email: "x" } },
  { node: "user/update", level: 3, parameters: { ...user, linetext: "x" } },
  { node: "user/available", level: 1, parameters: free, answers: "ok/nonexistant" },
  { node: "user/gen_pw", level: 1, parameters: {}, answers: "plain text" },
  { node: "user/location", level: 1, parameters: user, answers: "failed/offline" },
  { node: "user/forward", level: 3, parameters: { ...user, target: "100" } },
  { node: "user/block", level: 3, parameters: user },
  { node: "user/unblock", level: 3, parameters: user },
  { node: "user/permissions", level: 1, parameters: user },
  { node: "phone/get", level: 1, parameters: { mac } },
  { node: "phone/list", level: 1, parameters: {} },
  { node: "phone/add", level: 3, parameters: { ...user, mac: "00112233445f" } },
  { node: "phone/delete", level: 3, parameters: { ...user, mac } },
  { node: "phone/remove", level: 3, parameters: { ...user, mac } },
  { node: "numbers/list", level: 1, parameters: {} },
  { node: "numbers/add", level: 3, parameters: { number: "+4761135999" } },
  { node: "numbers/add_range", level: 3, parameters: { start: "+4761135100", end: "+4761135109" } },
  { node: "numbers/pull", level: 3, parameters: { number: "+4761135000" } },
  { node: "numbers/available", level: 1, parameters: { number: "+4761135000" } },
  { node: "numbers/next", level: 3, parameters: {} },
  { node: "alias/list", level: 1, parameters: {} },
  { node: "alias/add", level: 3, parameters: { alias: "more@bar.bz", destination: ALICE } },
  { node: "alias/remove", level: 3, parameters: { alias: "info@bar.bz" } },
  { node: "domain/list", level: 1, parameters: {} },
  { node: "domain/get_servers", level: 1, parameters: { domain: LOCAL } },
  {
    node: "domain/set_servers",
    level: 3,
    parameters: {
      domain: BARE,
      registrar: "a.bz",
      r_port: "5060",
      proxy: "a.bz",
      p_port: "5060",
      prov_url: "http://a.bz/",
    },
  },
  { node: "permission/get", level: 1, parameters: user },
  { node: "permission/set", level: 3, parameters: { ...user, permission: "63" } },
]
