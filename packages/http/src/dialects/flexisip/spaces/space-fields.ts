import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Body, boolean, domainName, integer, makeForm, string } from "../rules.ts"
import { given } from "../accounts/account-fields.ts"

const DAY = 86_400_000

/** A date, with or without a time, in UTC; undefined for text that is none. */
const timeOf = (text: string): number | undefined => {
  const isDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.test(text)
  const withZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`
  const time = isDate ? Date.parse(withZone.replace(" ", "T")) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** Reads a space; what may be absent and is, takes its default. `whole`: nothing that decides anything may be absent. */
export const readSpace = Effect.fnUntraced(function* (body: Body, whole: boolean) {
  const now = yield* Clock.currentTimeMillis
  const form = makeForm(body)
  const decisive = whole ? form.required : form.optional
  // Clients write the limit by either name.
  const limit = form.has("max_accounts") || !form.has("max_account") ? "max_accounts" : "max_account"
  const name = form.required("name", string)
  const host = form.required("host", domainName)
  const isSuper = decisive("super", boolean)
  const maxAccounts = decisive(limit, integer)
  const realm = form.optional("account_realm", string)
  const expireAt = form.optional("expire_at", string)
  const expires = expireAt === undefined ? undefined : timeOf(expireAt)
  if (expireAt !== undefined && expires === undefined) form.fail("expire_at", { rule: "date" })
  // A space that has expired can be saved as it is; a new one begins alive.
  if (!whole && expires !== undefined && expires < now - (now % DAY)) form.fail("expire_at", { rule: "date_past" })
  const settings = given({
    name,
    host,
    super: isSuper,
    realm,
    maxAccounts,
    ...(expires === undefined ? {} : { expires: new Date(expires).toISOString() }),
  })
  return { form, settings }
})
