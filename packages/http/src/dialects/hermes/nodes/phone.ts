import { operations } from "@sipwright/core"
import { failed, invalid, ok } from "../answer.ts"
import { answering, type Group, listingOf, listParameters, type Node, optional, required, search } from "../node.ts"
import { given, type Parameters, userAddress } from "../parameters.ts"

const { phones } = operations

const malformed = (detail: string) => failed("invalid", detail)
const wording = { fields: { address: "user" }, malformed: { address: malformed, mac: malformed } }

const pairParameters = [
  required("user", "SIP address; or `username` and `domain`"),
  required("mac", "MAC address, plain or grouped by colon, dash or dot"),
]
const pair = (parameters: Parameters) => ({ mac: given(parameters, "mac"), address: userAddress(parameters) })

const remove: Node = {
  about: "Takes a user off a phone",
  parameters: pairParameters,
  ...wording,
  operations: [phones.remove],
  plan: (parameters) =>
    answering(phones.remove, pair(parameters), ({ mac, username, domain }) => ok({ mac, username, domain })),
}

export const phoneNodes: Group = {
  get: {
    about: "The users of a phone, or the phones of a user",
    parameters: [optional("mac", "MAC address"), optional("user", "SIP address; or `username` and `domain`")],
    ...wording,
    operations: [phones.accountsOf, phones.phonesOf],
    plan: (parameters) => {
      const { mac, address } = pair(parameters)
      if (mac !== undefined && address !== undefined) return invalid("parameters", "Give mac or user, not both.")
      if (mac === undefined && address === undefined) return invalid("parameters", "mac or user is missing.")
      const answer = (list: ReadonlyArray<string>) =>
        list.length === 0 ? failed("nonexistant", "The user has no phones.") : ok({ list })
      return mac === undefined
        ? answering(phones.phonesOf, { address }, answer)
        : answering(phones.accountsOf, { mac }, answer)
    },
  },
  list: {
    about: "MAC addresses",
    parameters: [optional("search", "pattern for the plain hexadecimal digits"), ...listParameters],
    operations: [phones.list],
    plan: (parameters) => listingOf(phones.list, search(parameters), parameters, (mac) => mac),
  },
  add: {
    about: "Lets a phone carry a user",
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
