import {
  DIGEST_ALGORITHMS,
  DTMF_PROTOCOLS,
  type DomainName,
  execute,
  operations,
  type Ports,
  type Principal,
  Spaces,
} from "@sipwright/core"
import * as Effect from "effect/Effect"
import {
  emptyList,
  list,
  named,
  nothing,
  object,
  oneOf,
  orNull,
  record,
  text,
  truth,
  whole,
} from "../../../openapi/shape.ts"
import { timeText } from "../time.ts"

// Null for an account that was made outside.
const TIME = orNull(text("2026-11-24T08:00:00.000000Z"))

const commonShape = {
  id: whole(1),
  username: text("alice"),
  domain: text("example.org"),
  email: orNull(text("alice@example.com")),
  activated: truth(true),
  ip_address: nothing,
  user_agent: nothing,
  created_at: TIME,
  updated_at: TIME,
  display_name: orNull(text("Alice")),
  dtmf_protocol: orNull(oneOf(DTMF_PROTOCOLS)),
  blocked: truth(false),
  admin: truth(false),
  phone: orNull(text("+4712345670")),
  email_change_code: nothing,
  types: emptyList,
  actions: emptyList,
  carddav_servers: emptyList,
  provisioning_token: orNull(text("mzZL0m5Kx3tYw8QaVnE2")),
  provisioning_token_expire_at: nothing,
  dictionary: record(text("value"), { key: "value" }),
  realm: orNull(text("sip.example.org"), null),
}

/** An account in a list. */
export const LISTED_ACCOUNT = named("FlexisipListedAccount", object(commonShape))

/** An account by itself. */
export const ACCOUNT = named(
  "FlexisipAccount",
  object({ ...commonShape, passwords: list(object({ algorithm: oneOf(DIGEST_ALGORITHMS) })) }),
)

/** An account as the protocol of 2020 had it. */
export const ACCOUNT_OF_2020 = named(
  "FlexisipAccount2020",
  object({
    username: text("alice"),
    email: orNull(text("alice@example.com")),
    activated: truth(true),
    domain: text("example.org"),
    ip_address: nothing,
    creation_time: TIME,
    user_agent: nothing,
    id: whole(1),
  }),
)

type Known = (typeof operations.accounts.page.output.Type)["items"][number]

/** What is known of an account, in the order of the protocol. Where it was made from is not kept. */
const common = (account: Known, realm: string | null) => ({
  id: account.number,
  username: account.username,
  domain: account.domain,
  email: account.email || null,
  activated: account.activated,
  ip_address: null,
  user_agent: null,
  created_at: timeText(account.created),
  updated_at: timeText(account.updated),
  display_name: account.displayName || null,
  dtmf_protocol: account.dtmfProtocol,
  blocked: account.blocked,
  admin: account.access === "full_write" || account.access === "super",
  phone: account.phoneNumber,
  email_change_code: null,
  types: [],
  actions: [],
  carddav_servers: [],
  provisioning_token: account.provisioningToken,
  provisioning_token_expire_at: null,
  dictionary: account.dictionary,
  realm,
})

const realmIn = (domain: string) =>
  Effect.map(
    Spaces.use((spaces) => spaces.find(domain.toLowerCase() as DomainName)),
    (space) => space?.realm ?? null,
  )

/** An account with the algorithms of its password, and nothing else of it. */
export const accountObject = (address: string, principal: Principal): Effect.Effect<object, unknown, Ports> =>
  Effect.gen(function* () {
    const account = yield* execute(operations.accounts.profile, principal, { address })
    const passwords = account.algorithms.map((algorithm) => ({ algorithm }))
    return { ...common(account, yield* realmIn(account.domain)), passwords }
  })

/** An account as it stands in lists. */
export const listedAccount = (account: Known, realm: string | null): object => common(account, realm)

/** An account as the protocol of 2020 had it. */
export const accountObjectOf2020 = (address: string, principal: Principal): Effect.Effect<object, unknown, Ports> =>
  Effect.map(execute(operations.accounts.profile, principal, { address }), (account) => ({
    username: account.username,
    email: account.email || null,
    activated: account.activated,
    domain: account.domain,
    ip_address: null,
    creation_time: timeText(account.created),
    user_agent: null,
    id: account.number,
  }))
