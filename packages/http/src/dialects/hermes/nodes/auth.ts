import { operations } from "@sipwright/core"
import { ok } from "../answer.ts"
import { answering, type Group, optional, required } from "../node.ts"
import { given } from "../parameters.ts"

const { apiKeys, operators } = operations

const user = required("user", "login name of the operator")
const access = "name or number of a level: limited_read, full_read, full_write, super"

const userAndAccess = (done: { readonly name: string; readonly access: string }) =>
  ok({ user: done.name, access: done.access })

const onlyUser = (done: { readonly name: string }) => ok({ user: done.name })

const seconds = (milliseconds: number | null) => (milliseconds === null ? null : Math.floor(milliseconds / 1000))

/** API keys as they are listed; times are Unix time in seconds. */
const listedKey = (key: {
  readonly id: string
  readonly host: string
  readonly access: string
  readonly label: string
  readonly created: number
  readonly lastUsed: number | null
  readonly expires: number | null
}) => ({
  id: key.id,
  host: key.host,
  access: key.access,
  label: key.label,
  created: seconds(key.created),
  last_used: seconds(key.lastUsed),
  ...(key.expires === null ? {} : { expires: seconds(key.expires) }),
})

/** The management nodes. Login, logout and ping are apart: they do not ask for a session the way others do. */
export const authNodes: Group = {
  list_users: {
    about: "Operators and their access",
    parameters: [],
    operations: [operators.list],
    plan: () =>
      answering(operators.list, {}, (list) =>
        ok({
          list: list.map(({ name, access: level, fullName, email }) => ({
            user: name,
            access: level,
            fullname: fullName,
            email,
          })),
        }),
      ),
  },
  authorize_user: {
    about: "Gives an operator a level",
    parameters: [user, required("access", access)],
    fields: { name: "user" },
    operations: [operators.authorize],
    plan: (parameters) =>
      answering(
        operators.authorize,
        { name: given(parameters, "user"), access: given(parameters, "access") },
        userAndAccess,
      ),
  },
  remove_user: {
    about: "Takes an operator's access away, and the operator where its directory can be written",
    parameters: [user],
    fields: { name: "user" },
    operations: [operators.remove],
    plan: (parameters) => answering(operators.remove, { name: given(parameters, "user") }, onlyUser),
  },
  new_user: {
    about: "Makes an operator",
    parameters: [
      required("username", "login name"),
      required("password", "of the operator"),
      optional("fullname", "for people"),
      optional("email", "for people"),
      optional("access", `${access}; limited_read by default`),
    ],
    fields: { name: "username", fullName: "fullname" },
    operations: [operators.add],
    plan: (parameters) =>
      answering(
        operators.add,
        {
          name: given(parameters, "username"),
          password: given(parameters, "password"),
          fullName: parameters.get("fullname"),
          email: parameters.get("email"),
          access: given(parameters, "access"),
        },
        userAndAccess,
      ),
  },
  update_user: {
    about: "Changes an operator",
    parameters: [
      user,
      optional("password", "a new one"),
      optional("fullname", "for people"),
      optional("email", "for people"),
      optional("role", "a role of its own, for Webitel's acl; empty takes it away"),
    ],
    fields: { name: "user", fullName: "fullname" },
    operations: [operators.update],
    plan: (parameters) =>
      answering(
        operators.update,
        {
          name: given(parameters, "user"),
          password: given(parameters, "password"),
          fullName: parameters.get("fullname"),
          email: parameters.get("email"),
          role: parameters.get("role"),
        },
        onlyUser,
      ),
  },
  new_apikey: {
    about: "Makes an API key, which is shown once and never again",
    parameters: [
      required("host", "where it may come from: an address, a network (CIDR) or a host name"),
      required("access", access),
      optional("expires", "when it ends: RFC 3339 or Unix time in seconds"),
      optional("label", "for people"),
      optional(
        "public_key",
        "Ed25519 or P-256, PEM or JWK: the program logs in by signed assertions, and there is no secret",
      ),
    ],
    fields: { publicKey: "public_key" },
    operations: [apiKeys.add],
    plan: (parameters) =>
      answering(
        apiKeys.add,
        {
          host: given(parameters, "host"),
          access: given(parameters, "access"),
          expires: given(parameters, "expires"),
          label: parameters.get("label"),
          publicKey: given(parameters, "public_key"),
        },
        ({ id, key, host, access: level }) => ok({ id, ...(key === null ? {} : { key }), host, access: level }),
      ),
  },
  remove_apikey: {
    about: "Removes an API key, and ends its sessions",
    parameters: [required("key", "the key, or its id")],
    operations: [apiKeys.remove],
    plan: (parameters) => {
      const key = given(parameters, "key") ?? given(parameters, "id")
      return answering(apiKeys.remove, { key }, ({ id }) => ok({ key, id }))
    },
  },
  list_apikeys: {
    about: "API keys, without their secrets",
    parameters: [],
    operations: [apiKeys.list],
    plan: () => answering(apiKeys.list, {}, (keys) => ok({ list: keys.map(listedKey) })),
  },
}
