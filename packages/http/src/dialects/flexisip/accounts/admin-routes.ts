import { type DomainName, execute, operations, type Ports, Spaces } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { type Answer, json, nothing, Refusal } from "../answer.ts"
import { by, type CallOf, type Reply, type Route } from "../route.ts"
import { badField, boolean, fieldOf, makeForm, string } from "../rules.ts"
import {
  ACCOUNT,
  ACCOUNT_OF_2020,
  accountObject,
  accountObjectOf2020,
  LISTED_ACCOUNT,
  listedAccount,
} from "./account-object.ts"
import { anyOf, list as listOf, object, optional, orNull, record, text, truth, whole } from "../../../openapi/shape.ts"
import { accountBody, given, PASSWORD, readAccount } from "./account-fields.ts"
import { numbered } from "./numbered.ts"

const { accounts } = operations

const PER_PAGE = 20

/** Says it for who may not put accounts there. */
const notThere = () => new Refusal(403, "This action is unauthorized.")

const isDomain = (domain: string, { isSetUp, domain: own }: CallOf["space"]) =>
  isSetUp
    ? Effect.map(
        Spaces.use((spaces) => spaces.find(domain as DomainName)),
        (space) => space !== undefined,
      )
    : Effect.succeed(domain === own)

/**
 * The domain that a new account goes to: the one that is asked for, by who administers everything; for all others that of the space, whatever they ask for, as long as there is
 * such a space at all.
 */
const domainFor = Effect.fnUntraced(function* ({ body, space, principal, options }: CallOf) {
  const asked = fieldOf(body, "domain")
  if (asked === undefined) return space.domain ?? (yield* Effect.fail(badField("domain", "required")))
  // In 2020 there were no spaces: whatever Kamailio serves was free for every administrator of everything.
  const named = typeof asked === "string" ? asked : ""
  if (principal.level === 4) {
    if (!space.isSetUp || options.profile === "2020" || (yield* isDomain(named, space))) return named
    return yield* Effect.fail(notThere())
  }
  if (!(yield* isDomain(named, space))) return yield* Effect.fail(badField("domain", "exists"))
  return space.domain
})

const shown = (call: CallOf, address: string): Effect.Effect<Answer, unknown, Ports> =>
  Effect.map(
    call.options.profile === "2020"
      ? accountObjectOf2020(address, call.principal)
      : accountObject(address, call.principal),
    (account) => json(account),
  )

const create = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const { body, principal, options } = call
    const domain = yield* domainFor(call)
    const { form, fields } = readAccount(body, options.phoneUsernames === true)
    const password = form.required("password", PASSWORD)
    yield* form.checked
    const { username, admin, activated, phone, email = "", displayName = "", ...rest } = fields
    const input = {
      ...rest,
      address: `${username}@${domain}`,
      displayName,
      email,
      password,
      phoneNumber: phone,
      access: admin === true ? 3 : 0,
      activated: options.profile === "2020" ? true : (activated ?? false),
      servers: false,
      provisioning: true,
    }
    const made = yield* execute(accounts.addLocal, principal, given(input))
    return yield* shown(call, made.address)
  })

const replace = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const { body, principal, options } = call
    // Accounts that are there may have names that none can be given now.
    const { form, fields } = readAccount(body, true)
    const password = form.optional("password", PASSWORD)
    const blocked = form.optional("blocked", boolean)
    yield* form.checked
    const address = yield* numbered(call)
    const before = yield* execute(accounts.profile, principal, { address })
    if (fields.username !== before.username.toLowerCase())
      return yield* Effect.fail(badField("username", "username_change"))
    const { username: _, admin, phone, email = "", displayName = "", ...rest } = fields
    const kept = before.access === "super" ? before.access : "full_write"
    const input = {
      ...rest,
      address,
      email,
      displayName,
      password,
      phoneNumber: phone,
      blocked,
      access: admin === true ? kept : "none",
    }
    yield* execute(accounts.replace, principal, given(input))
    return options.profile === "2020" ? nothing : yield* shown(call, address)
  })

/** A page as Laravel's paginator writes it. */
const list = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const { c, principal, space } = call
    const asked = c.req.query("page") ?? "1"
    const page = /^[1-9]\d{0,8}$/.test(asked) ? Number(asked) : 1
    const offset = (page - 1) * PER_PAGE
    const { domain } = space
    const window = { offset, limit: PER_PAGE, ...(domain === undefined ? {} : { domain }) }
    const { items, total } = yield* execute(accounts.page, principal, window)
    const realms = new Map((yield* Spaces.use((spaces) => spaces.list())).map((one) => [String(one.domain), one.realm]))
    const { origin, pathname } = new URL(c.req.url)
    const path = `${origin}${pathname}`
    const last = Math.max(1, Math.ceil(total / PER_PAGE))
    const url = (number: number) => (number >= 1 && number <= last ? `${path}?page=${number}` : null)
    const link = (label: string, number: number, active = false) => ({ url: url(number), label, active })
    const near = Array.from({ length: 7 }, (_, index) => page - 3 + index).filter((one) => one >= 1 && one <= last)
    return json({
      current_page: page,
      data: items.map((account) => listedAccount(account, realms.get(account.domain.toLowerCase()) ?? null)),
      first_page_url: url(1),
      from: items.length === 0 ? null : offset + 1,
      last_page: last,
      last_page_url: url(last),
      links: [
        link("&laquo; Previous", page - 1),
        ...near.map((one) => link(String(one), one, one === page)),
        link("Next &raquo;", page + 1),
      ],
      next_page_url: url(page + 1),
      path,
      per_page: PER_PAGE,
      prev_page_url: url(page - 1),
      to: items.length === 0 ? null : offset + items.length,
      total,
    })
  })

const get = (call: CallOf): Reply => Effect.flatMap(numbered(call), (address) => shown(call, address))

const remove = (call: CallOf): Reply =>
  Effect.flatMap(numbered(call), (address) => Effect.as(execute(accounts.remove, call.principal, { address }), nothing))

type StateChange = (typeof accounts)["activate" | "deactivate" | "block" | "unblock"]

const changeState =
  (operation: StateChange) =>
  (call: CallOf): Reply =>
    Effect.gen(function* () {
      const address = yield* numbered(call)
      yield* execute(operation, call.principal, { address })
      return yield* shown(call, address)
    })

const sought = (message: string) => (error: unknown) =>
  Effect.fail(
    typeof error === "object" && error !== null && "_tag" in error && SEARCH_FAILURES.has(String(error._tag))
      ? new Refusal(404, message)
      : error,
  )
// What is no address, or one of another space, is as little there as one that nobody has.
const SEARCH_FAILURES = new Set(["AccountNotFound", "Forbidden", "InvalidInput", "NotALocalAccount"])

const search = (call: CallOf): Reply => Effect.catch(shown(call, call.param("sip")), sought("SIP address not found"))

const searchByEmail = (call: CallOf): Reply =>
  Effect.catch(
    Effect.flatMap(
      execute(accounts.byEmail, call.principal, {
        email: call.param("sip"),
      }),
      ({ address }) => shown(call, address),
    ),
    sought("Email address not found"),
  )

const resolve = (call: CallOf): Reply =>
  Effect.catch(
    Effect.map(accountObject(call.param("sip"), call.principal), (payload) => json({ type: "account", payload })),
    sought("SIP address not found"),
  )

const dictionary = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const address = yield* numbered(call)
    const entries = (yield* execute(accounts.dictionary, call.principal, { address })).dictionary
    const key = call.param("key")
    if (key === "") return json(entries)
    const value = Object.hasOwn(entries, key) ? entries[key] : undefined
    return value === undefined
      ? yield* Effect.fail(new Refusal(404, "Dictionary entry not found"))
      : json({ key, value })
  })

const setEntry = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const form = makeForm(call.body)
    const value = form.required("value", string)
    yield* form.checked
    const address = yield* numbered(call)
    const entry = yield* execute(accounts.setEntry, call.principal, {
      address,
      key: call.param("key"),
      value: value ?? "",
    })
    return json(entry, 201)
  })

const removeEntry = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const address = yield* numbered(call)
    const { removed } = yield* execute(accounts.removeEntry, call.principal, { address, key: call.param("key") })
    return json(removed)
  })

const clearDictionary = (call: CallOf): Reply =>
  Effect.gen(function* () {
    const address = yield* numbered(call)
    const { removed } = yield* execute(accounts.clearDictionary, call.principal, { address })
    return json(removed)
  })

const admin = by("admin")

const PAGE = "https://sip.example.org/api/accounts"
const pageUrl = orNull(text(`${PAGE}?page=1`))
const noPage = orNull(text(`${PAGE}?page=2`), null)

const ACCOUNTS_PAGE = object({
  current_page: whole(1),
  data: listOf(LISTED_ACCOUNT),
  first_page_url: pageUrl,
  from: orNull(whole(1)),
  last_page: whole(1),
  last_page_url: pageUrl,
  links: listOf(object({ url: pageUrl, label: text("1"), active: truth(true) })),
  next_page_url: noPage,
  path: text(PAGE),
  per_page: whole(PER_PAGE),
  prev_page_url: noPage,
  to: orNull(whole(1)),
  total: whole(1),
})

const DICTIONARY = record(text("value"), { key: "value" })
const REMOVED = whole(1, "how many entries there were")
const ENTRY = object({ key: text("key"), value: text("value") })

const states: ReadonlyArray<readonly [name: string, operation: StateChange, about: string]> = [
  ["activate", accounts.activate, "Lets an account register"],
  ["deactivate", accounts.deactivate, "Keeps an account from registering, until it is activated"],
  ["block", accounts.block, "Keeps an account from registering and from coming in here"],
  ["unblock", accounts.unblock, "Lets a blocked account register again, with its old password"],
]

export const createRoute: Route = admin("POST", "/accounts", [accounts.addLocal, accounts.profile], create, {
  about: "Makes an account",
  body: accountBody({
    password: text("s3cret-enough", "at least 3 characters"),
    domain: optional(text("example.org")),
  }),
  reply: anyOf(ACCOUNT, ACCOUNT_OF_2020),
})

/** What administrators do with the accounts of their space. */
export const adminRoutes: ReadonlyArray<Route> = [
  createRoute,
  admin("GET", "/accounts", [accounts.page], list, {
    about: "A page of 20 accounts",
    query: [{ name: "page", in: "query", required: false, about: "which one, from 1 on", shape: whole(1) }],
    reply: ACCOUNTS_PAGE,
  }),
  admin("GET", "/accounts/:id", [accounts.numbered, accounts.profile], get, {
    about: "An account by its number",
    reply: ACCOUNT,
  }),
  admin("PUT", "/accounts/:id", [accounts.numbered, accounts.replace, accounts.profile], replace, {
    about: "Changes an account",
    body: accountBody({ password: optional(text("an0ther-secret")), blocked: optional(truth(false)) }),
    reply: ACCOUNT,
  }),
  admin("DELETE", "/accounts/:id", [accounts.numbered, accounts.remove], remove, {
    about: "Removes an account that has no phones and no aliases",
    reply: "nothing",
  }),
  ...states.flatMap(([name, operation, about]) => [
    admin("POST", `/accounts/:id/${name}`, [accounts.numbered, operation, accounts.profile], changeState(operation), {
      about,
      reply: ACCOUNT,
    }),
    // Clients of liblinphone's first version of the protocol.
    admin("GET", `/accounts/:id/${name}`, [accounts.numbered, operation, accounts.profile], changeState(operation), {
      about,
      reply: ACCOUNT,
      changes: true,
    }),
  ]),
  admin("GET", "/accounts/:sip/search", [accounts.profile], search, {
    about: "An account by its SIP address",
    reply: ACCOUNT,
  }),
  admin("GET", "/accounts/:sip/search-by-email", [accounts.byEmail, accounts.profile], searchByEmail, {
    about: "An account by its e-mail address",
    reply: ACCOUNT,
  }),
  admin("GET", "/resolve/:sip", [accounts.profile], resolve, {
    about: "What a SIP address stands for",
    reply: object({ type: text("account"), payload: ACCOUNT }),
  }),
  admin("GET", "/accounts/:id/dictionary", [accounts.numbered, accounts.dictionary], dictionary, {
    about: "The dictionary of an account",
    reply: DICTIONARY,
  }),
  admin("DELETE", "/accounts/:id/dictionary", [accounts.numbered, accounts.clearDictionary], clearDictionary, {
    about: "Empties the dictionary of an account",
    reply: REMOVED,
  }),
  admin("GET", "/accounts/:id/dictionary/:key", [accounts.numbered, accounts.dictionary], dictionary, {
    about: "An entry of the dictionary of an account",
    reply: ENTRY,
  }),
  admin("POST", "/accounts/:id/dictionary/:key", [accounts.numbered, accounts.setEntry], setEntry, {
    about: "Sets an entry of the dictionary of an account",
    body: object({ value: text("value") }),
    reply: ENTRY,
    status: 201,
  }),
  admin("DELETE", "/accounts/:id/dictionary/:key", [accounts.numbered, accounts.removeEntry], removeEntry, {
    about: "Removes an entry of the dictionary of an account",
    reply: REMOVED,
  }),
]
