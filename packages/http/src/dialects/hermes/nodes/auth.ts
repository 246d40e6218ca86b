import { operations } from "@sipwright/core"
import { ok } from "../answer.ts"
import { list, object, optional as absent, oneOf, orNull, text, whole } from "../../../openapi/shape.ts"
import { answering, type Group, okReply, optional, required } from "../node.ts"
import { given } from "../parameters.ts"

const { apiKeys, operators } = operations

const user = required("user", "login name of the operator", "carol")
const access = "name or number of a level: limited_read, full_read, full_write, super"

const userAndAccess = (done: { readonly name: string; readonly access: string }) =>
  ok({ user: done.name, access: done.access })

const ACCESS = oneOf(["limited_read", "full_read", "full_write", "super", "none"])
const nameReply = okReply({ user: text("carol") })
const accessReply = okReply({ user: text("carol"), access: ACCESS })

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
    reply: okReply({
      list: list(
        object({ user: text("carol"), access: ACCESS, fullname: text("Carol"), email: text("carol@example.com") }),
      ),
    }),
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
    reply: accessReply,
    parameters: [user, required("access", access, "limited_read")],
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
    reply: nameReply,
    parameters: [user],
    fields: { name: "user" },
    operations: [operators.remove],
    plan: (parameters) => answering(operators.remove, { name: given(parameters, "user") }, onlyUser),
  },
  new_user: {
    about: "Makes an operator",
    reply: accessReply,
    parameters: [
      required("username", "login name", "carol"),
      required("password", "of the operator", "correct-horse-battery"),
      optional("fullname", "for people", "Carol"),
      optional("email", "for people", "carol@example.com"),
      optional("access", `${access}; limited_read by default`, "limited_read"),
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
    reply: nameReply,
    parameters: [
      user,
      optional("password", "a new one", "correct-horse-battery"),
      optional("fullname", "for people", "Carol"),
      optional("email", "for people", "carol@example.com"),
      optional("role", "a role of its own, for Webitel's acl; empty takes it away", "helpdesk"),
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
    reply: okReply({
      id: text("yezdc28lilS1M6X5"),
      key: absent(text("sipw_Iyxou2nZEIM4Anbm79nqvRggWQiTc5h5XOrwV1gJkgE", "absent for a key pair")),
      host: text("192.0.2.0/28"),
      access: ACCESS,
    }),
    parameters: [
      required("host", "where it may come from: an address, a network (CIDR) or a host name", "192.0.2.0/28"),
      required("access", access, "limited_read"),
      optional("expires", "when it ends: RFC 3339 or Unix time in seconds", "2030-01-01T00:00:00Z"),
      optional("label", "for people", "billing"),
      optional(
        "public_key",
        "Ed25519 or P-256, PEM or JWK: the program logs in by signed assertions, and there is no secret",
        '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}',
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
    reply: okReply({ key: absent(text("yezdc28lilS1M6X5", "as it was given")), id: text("yezdc28lilS1M6X5") }),
    parameters: [required("key", "the key, or its id", "yezdc28lilS1M6X5")],
    operations: [apiKeys.remove],
    plan: (parameters) => {
      const key = given(parameters, "key") ?? given(parameters, "id")
      return answering(apiKeys.remove, { key }, ({ id }) => ok({ key, id }))
    },
  },
  list_apikeys: {
    about: "API keys, without their secrets",
    reply: okReply({
      list: list(
        object({
          id: text("yezdc28lilS1M6X5"),
          host: text("192.0.2.0/28"),
          access: ACCESS,
          label: text("billing"),
          created: whole(1_795_000_000, "Unix time in seconds"),
          last_used: orNull(whole(1_795_000_000, "Unix time in seconds")),
          expires: absent(whole(1_893_456_000, "Unix time in seconds")),
        }),
      ),
    }),
    parameters: [],
    operations: [apiKeys.list],
    plan: () => answering(apiKeys.list, {}, (keys) => ok({ list: keys.map(listedKey) })),
  },
}
