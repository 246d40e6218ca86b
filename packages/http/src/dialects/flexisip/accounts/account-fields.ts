import { DTMF_PROTOCOLS, parseE164Number, Refusal as Malformed } from "@sipwright/core"
import { object, oneOf as oneOfTexts, optional, record, text, truth, type Shape } from "../../../openapi/shape.ts"
import { and, boolean, dictionary, email, makeForm, minimum, oneOf, string, type Body } from "../rules.ts"

/** The algorithms that clients know of, and the one that RFC 8760 adds. */
const ALGORITHMS = ["SHA-256", "MD5", "SHA-512-256"] as const

const isPhoneNumber = (value: string): boolean => !(parseE164Number(value) instanceof Malformed)

const phone = and(string, "phone", isPhoneNumber)

/** The user part of a SIP address, as far as this protocol lets it through; what is left of it is for the core to say. */
const username = (phoneUsernames: boolean) =>
  and(
    and(
      and(string, "lowercase", (value) => value === value.toLowerCase()),
      "username",
      (value) => /^[a-z0-9+_.-]{1,64}$/.test(value),
    ),
    "username_phone",
    (value) => phoneUsernames || !isPhoneNumber(value),
  )

export const PASSWORD = minimum(3)
export const ALGORITHM = oneOf(ALGORITHMS)

/** The same for documents. */
export const algorithmShape = (about?: string): Shape => oneOfTexts(ALGORITHMS, about)

/** The fields that POST and PUT of an account share. */
export const readAccount = (body: Body, phoneUsernames: boolean) => {
  const form = makeForm(body)
  const fields = {
    username: form.required("username", username(phoneUsernames)),
    algorithm: form.required("algorithm", ALGORITHM),
    email: form.optional("email", email),
    phone: form.optional("phone", phone),
    dtmfProtocol: form.optional("dtmf_protocol", oneOf(DTMF_PROTOCOLS)),
    displayName: form.optional("display_name", string),
    dictionary: form.optional("dictionary", dictionary),
    admin: form.optional("admin", boolean),
    activated: form.optional("activated", boolean),
  }
  return { form, fields }
}

/** The same for documents. */
export const accountBody = (more: Readonly<Record<string, Shape>>): Shape =>
  object({
    username: text("alice", "in lower case"),
    algorithm: algorithmShape("what digest challenges offer to the account"),
    email: optional(text("alice@example.com")),
    phone: optional(text("+4712345670", "E.164 number")),
    dtmf_protocol: optional(oneOfTexts(DTMF_PROTOCOLS)),
    display_name: optional(text("Alice")),
    dictionary: optional(record(text("value"), { key: "value" })),
    admin: optional(truth(false, "whether it administers its space")),
    activated: optional(truth(true)),
    ...more,
  })

/** What operations are given: a field that is not there is no field at all. */
export const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
