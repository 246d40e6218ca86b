import { operations } from "@sipwright/core"
import { failed, invalid, ok } from "../answer.ts"
import { list, text } from "../../../openapi/shape.ts"
import {
  answering,
  type Group,
  listingOf,
  listParameters,
  listReply,
  type Node,
  okReply,
  optional,
  required,
  search,
} from "../node.ts"
import { given, type Parameters, userAddress } from "../parameters.ts"

const { phones } = operations

const malformed = (detail: string) => failed("invalid", detail)
const wording = { fields: { address: "user" }, malformed: { address: malformed, mac: malformed } }

const pairParameters = [
  required("user", "SIP address; or `username` and `domain`", "alice@example.org"),
  required("mac", "MAC address, plain or grouped by colon, dash or dot", "00:11:22:33:44:55"),
]
const pair = (parameters: Parameters) => ({ mac: given(parameters, "mac"), address: userAddress(parameters) })

const pairReply = okReply({ mac: text("001122334455"), username: text("alice"), domain: text("example.org") })
const noPhones = failed("nonexistant", "The user has no phones.")

const remove: Node = {
  about: "Takes a user off a phone",
  reply: pairReply,
  parameters: pairParameters,
  ...wording,
  operations: [phones.remove],
  plan: (parameters) =>
    answering(phones.remove, pair(parameters), ({ mac, username, domain }) => ok({ mac, username, domain })),
}

export const phoneNodes: Group = {
  get: {
    about: "The users of a phone, or the phones of a user",
    parameters: [
      optional("mac", "MAC address, in place of user", "00:11:22:33:44:55"),
      optional("user", "SIP address; or `username` and `domain`", "alice@example.org"),
    ],
    reply: okReply({ list: list(text("001122334455")) }),
    refusals: [noPhones],
    ...wording,
    operations: [phones.accountsOf, phones.phonesOf],
    plan: (parameters) => {
      const { mac, address } = pair(parameters)
      if (mac !== undefined && address !== undefined) return invalid("parameters", "Give mac or user, not both.")
      if (mac === undefined && address === undefined) return invalid("parameters", "mac or user is missing.")
      const answer = (list: ReadonlyArray<string>) => (list.length === 0 ? noPhones : ok({ list }))
      return mac === undefined
        ? answering(phones.phonesOf, { address }, answer)
        : answering(phones.accountsOf, { mac }, answer)
    },
  },
  list: {
    about: "MAC addresses",
    reply: listReply(text("001122334455")),
    parameters: [optional("search", "pattern for the plain hexadecimal digits", "0011*"), ...listParameters],
    operations: [phones.list],
    plan: (parameters) => listingOf(phones.list, search(parameters), parameters, (mac) => mac),
  },
  add: {
    about: "Lets a phone carry a user",
    reply: pairReply,
    parameters: pairParameters,
    ...wording,
    operations: [phones.add],
    plan: (parameters) =>
      answering(phones.add, pair(parameters), ({ mac, username, domain }) => ok({ mac, username, domain })),
  },
  delete: remove,
  // The other spelling that clients of the original may use.
  remove,
}
