import { type AccountView, operations } from "@sipwright/core"
import { failed, ok } from "../answer.ts"
import {
  answering,
  type Group,
  listingOf,
  listParameters,
  listReply,
  okReply,
  optional,
  PlainText,
  required,
  search,
} from "../node.ts"
import {
  constant,
  list,
  named,
  object,
  optional as absent,
  orNull,
  oneOf,
  text,
  whole,
} from "../../../openapi/shape.ts"
import { given, type Parameters, userAddress } from "../parameters.ts"

const { accounts, forwarding, registrations } = operations

const user = required("user", "SIP address; or `username` and `domain`", "alice@example.org")

const rejectsAddress = (detail: string) => failed("invalid", detail)

/** A malformed address has a cause of its own in this group. */
const wording = { fields: { address: "user" }, malformed: { address: rejectsAddress } }

const address = (parameters: Parameters) => ({ address: userAddress(parameters) })

const LOCAL_ONLY = ["email", "ha1", "ha1b", "rpid"] as const

/** The user object; what the caller may not see is not in it. */
const userObject = (account: AccountView) => ({
  type: account.type,
  username: account.username,
  ...("password" in account ? { password: account.password } : {}),
  domain: account.domain,
  authid: account.authId,
  registrar: account.registrar,
  r_port: account.registrarPort,
  proxy: account.proxy,
  p_port: account.proxyPort,
  dialplan: account.dialPlan,
  displayname: account.displayName,
  linetext: account.lineText,
  ...(account.type === "local"
    ? {
        ...Object.fromEntries(LOCAL_ONLY.filter((field) => field in account).map((field) => [field, account[field]])),
        permittedcalls: account.permissions,
      }
    : {}),
})

const secret = (example: string, about: string) => absent(text(example, `${about}; from full_read on`))
const localOnly = absent

const USER = named(
  "HermesUser",
  object({
    type: oneOf(["local", "remote"]),
    username: text("alice"),
    password: absent(orNull(text("gBCyQywla3dGgBfAI2kx3U6J", "where it is known to be right; from full_read on"))),
    domain: text("example.org"),
    authid: orNull(text("alice"), null),
    registrar: orNull(text("sip.example.org")),
    r_port: orNull(whole(5060)),
    proxy: orNull(text("sip.example.org")),
    p_port: orNull(whole(5060)),
    dialplan: orNull(text("x."), null),
    displayname: text("Alice"),
    linetext: orNull(text("Alice"), null),
    email: localOnly(text("alice@example.com")),
    ha1: secret("5acc3c79c8968623e0a3c14c548a2456", "MD5 of alice:example.org:password, in hexadecimal"),
    ha1b: secret("43944c6d18fd9f0b15a614c5ae844080", "MD5 of alice@example.org:example.org:password"),
    rpid: localOnly(orNull(text("sip:+4712345678@example.org"), null)),
    permittedcalls: localOnly(whole(0, "sum of the flags of what may be called, 0 to 255")),
  }),
)
const userReply = okReply({ user: USER })
const addressReply = okReply({ user: text("alice@example.org") })

const userAnswer = (account: AccountView) => ok({ user: userObject(account) })

const WIRE_NAMES: Readonly<Record<string, string>> = {
  displayName: "displayname",
  dialPlan: "dialplan",
  lineText: "linetext",
}
const wireName = (field: string): string => WIRE_NAMES[field] ?? field

export const userNodes: Group = {
  get: {
    about: "A user, without its phones",
    reply: userReply,
    parameters: [user],
    ...wording,
    operations: [accounts.get],
    plan: (parameters) => answering(accounts.get, address(parameters), userAnswer),
  },
  list: {
    about: "Users, by address",
    reply: listReply(object({ user: text("alice@example.org"), displayname: text("Alice") })),
    parameters: [optional("search", "pattern for the whole address: `*` and `?`", "a*@example.org"), ...listParameters],
    operations: [accounts.list],
    plan: (parameters) =>
      listingOf(accounts.list, search(parameters), parameters, ({ username, domain, displayName }) => ({
        user: `${username}@${domain}`,
        displayname: displayName,
      })),
  },
  add_local: {
    about: "Makes a user in Kamailio and here, with a generated password",
    parameters: [
      user,
      required("displayname", "may be empty", "Alice"),
      required("email", "may be empty", "alice@example.com"),
    ],
    reply: userReply,
    ...wording,
    fields: { ...wording.fields, displayName: "displayname" },
    operations: [accounts.addLocal],
    plan: (parameters) =>
      answering(
        accounts.addLocal,
        {
          ...address(parameters),
          displayName: parameters.get("displayname"),
          email: parameters.get("email"),
        },
        userAnswer,
      ),
  },
  add_remote: {
    about: "Makes a user that registers elsewhere",
    parameters: [
      user,
      required("password", "of the foreign account", "correct-horse-battery"),
      required("displayname", "may be empty", "Alice"),
      required("registrar", "host of the foreign registrar", "sip.example.net"),
      optional("r_port", "its port", "5060"),
      optional("proxy", "host of the foreign proxy", "proxy.example.net"),
      optional("p_port", "its port", "5060"),
      optional("authid", "digest user name, where it is another", "alice-1"),
      optional("dialplan", "of the phone", "x."),
      optional("linetext", "of the phone", "Alice"),
    ],
    reply: userReply,
    fields: {
      address: "user",
      displayName: "displayname",
      registrarPort: "r_port",
      proxyPort: "p_port",
      authId: "authid",
      dialPlan: "dialplan",
      lineText: "linetext",
    },
    malformed: wording.malformed,
    operations: [accounts.addRemote],
    plan: (parameters) =>
      answering(
        accounts.addRemote,
        {
          ...address(parameters),
          password: given(parameters, "password"),
          displayName: parameters.get("displayname"),
          registrar: given(parameters, "registrar"),
          registrarPort: given(parameters, "r_port"),
          proxy: given(parameters, "proxy"),
          proxyPort: given(parameters, "p_port"),
          authId: given(parameters, "authid"),
          dialPlan: given(parameters, "dialplan"),
          lineText: given(parameters, "linetext"),
        },
        userAnswer,
      ),
  },
  remove: {
    about: "Removes a user that has no phones and no aliases",
    reply: addressReply,
    parameters: [user],
    ...wording,
    operations: [accounts.remove],
    plan: (parameters) => answering(accounts.remove, address(parameters), (removed) => ok({ user: removed.address })),
  },
  change_pw: {
    about: "Gives a user another password",
    parameters: [user, required("password", "1 to 64 characters", "correct-horse-battery")],
    reply: okReply({ detail: text("Password changed for alice@example.org") }),
    ...wording,
    operations: [accounts.setPassword],
    plan: (parameters) =>
      answering(accounts.setPassword, { ...address(parameters), password: given(parameters, "password") }, (changed) =>
        ok({ detail: `Password changed for ${changed.address}` }),
      ),
  },
  change_email: {
    about: "Gives a local user another e-mail address",
    parameters: [user, required("email", "may be empty", "alice@example.com")],
    reply: okReply({ user: text("alice@example.org"), email: text("alice@example.com") }),
    ...wording,
    operations: [accounts.setEmail],
    plan: (parameters) =>
      answering(accounts.setEmail, { ...address(parameters), email: parameters.get("email") }, (changed) =>
        ok({ user: changed.address, email: changed.email }),
      ),
  },
  update: {
    about: "Changes what is given, and says what was different",
    parameters: [
      user,
      optional("displayname", "empty clears it", "Alice"),
      optional("dialplan", "empty clears it", "x."),
      optional("linetext", "empty clears it", "Alice"),
      optional("email", "local users only", "alice@example.com"),
    ],
    reply: okReply({ updated: list(text("displayname")), skipped: { ...list(text("email")), example: [] } }),
    ...wording,
    fields: { ...wording.fields, ...WIRE_NAMES },
    operations: [accounts.update],
    plan: (parameters) =>
      answering(
        accounts.update,
        {
          ...address(parameters),
          displayName: parameters.get("displayname"),
          dialPlan: parameters.get("dialplan"),
          lineText: parameters.get("linetext"),
          email: parameters.get("email"),
        },
        ({ updated, skipped }) => ok({ updated: updated.map(wireName), skipped: skipped.map(wireName) }),
      ),
  },
  available: {
    about: "Whether an address is free",
    reply: okReply({ cause: constant("nonexistant") }),
    refusals: [failed("exists", "The address is taken.")],
    parameters: [user],
    ...wording,
    operations: [accounts.available],
    plan: (parameters) =>
      answering(accounts.available, address(parameters), ({ available, address: asked }) =>
        available ? ok({ cause: "nonexistant" }) : failed("exists", `The address ${asked} is taken.`),
      ),
  },
  gen_pw: {
    about: "A generated password, as plain text",
    reply: "text",
    parameters: [],
    operations: [accounts.newPassword],
    plan: () => answering(accounts.newPassword, {}, ({ password }) => new PlainText(password)),
  },
  location: {
    about: "Where a user is registered",
    reply: okReply({
      locations: list(
        object({
          contact: text("sip:alice@192.0.2.7:5060"),
          useragent: orNull(text("Linphone/5.2")),
          expires: orNull(whole(1_795_000_000, "Unix time in seconds")),
        }),
      ),
    }),
    parameters: [user],
    ...wording,
    // A remote user is registered elsewhere, if at all.
    errors: { NotALocalAccount: ({ message }) => failed("offline", message) },
    operations: [registrations.list],
    plan: (parameters) =>
      answering(registrations.list, address(parameters), (contacts) =>
        ok({
          locations: contacts.map(({ contact, userAgent, expires }) => ({ contact, useragent: userAgent, expires })),
        }),
      ),
  },
  forward: {
    about: "Sends all calls of a user elsewhere",
    parameters: [user, required("target", "SIP address or number; empty ends it", "bob@example.org")],
    reply: okReply({ user: text("alice@example.org"), target: orNull(text("sip:bob@example.org")) }),
    ...wording,
    malformed: { ...wording.malformed, target: rejectsAddress },
    operations: [forwarding.set],
    plan: (parameters) =>
      parameters.has("target")
        ? answering(forwarding.set, { ...address(parameters), target: given(parameters, "target") }, (set) =>
            ok({ user: set.address, target: set.target }),
          )
        : { response: "invalid", cause: "parameters", detail: "target is missing." },
  },
  block: {
    about: "Keeps a local user from registering",
    reply: addressReply,
    parameters: [user],
    ...wording,
    operations: [accounts.block],
    plan: (parameters) => answering(accounts.block, address(parameters), (set) => ok({ user: set.address })),
  },
  unblock: {
    about: "Lets a blocked user register again, with its old password",
    reply: addressReply,
    parameters: [user],
    ...wording,
    operations: [accounts.unblock],
    plan: (parameters) => answering(accounts.unblock, address(parameters), (set) => ok({ user: set.address })),
  },
}
