import { operations } from "@sipwright/core"
import { failed, invalid, ok } from "../answer.ts"
import { object, text } from "../../../openapi/shape.ts"
import { answering, type Group, listingOf, listParameters, listReply, okReply, optional, required } from "../node.ts"
import { aliasAddress, flag, given } from "../parameters.ts"

const { aliases } = operations

const alias = "SIP address; or `alias_username` and `alias_domain`"

export const aliasNodes: Group = {
  list: {
    about: "Aliases",
    reply: listReply(object({ destination: text("alice@example.org"), alias: text("sales@example.org") })),
    parameters: [
      optional("alias", alias, "sales@example.org"),
      optional("destination", "SIP address that aliases point to", "alice@example.org"),
      optional("e164", "true, with destination: only the alias that is an E.164 number", "false"),
      ...listParameters,
    ],
    fields: { numbersOnly: "e164" },
    malformed: {
      alias: (detail) => failed("invalid", detail),
      destination: (detail) => failed("invalid", detail),
    },
    operations: [aliases.list],
    plan: (parameters) => {
      const numbersOnly = flag(parameters, "e164")
      if (numbersOnly === "malformed") return invalid("parameters", "e164 is neither true nor false.")
      const input = { alias: aliasAddress(parameters), destination: given(parameters, "destination"), numbersOnly }
      return listingOf(aliases.list, input, parameters, (row) => ({ destination: row.destination, alias: row.alias }))
    },
  },
  add: {
    about: "Makes an address point to another",
    reply: okReply({ alias: text("sales@example.org"), destination: text("alice@example.org") }),
    parameters: [
      required("alias", alias, "sales@example.org"),
      required("destination", "SIP address", "alice@example.org"),
    ],
    malformed: {
      alias: (detail) => invalid("alias", detail),
      destination: (detail) => invalid("destination", detail),
    },
    operations: [aliases.add],
    plan: (parameters) =>
      answering(
        aliases.add,
        { alias: aliasAddress(parameters), destination: given(parameters, "destination") },
        (added) => ok({ alias: added.alias, destination: added.destination }),
      ),
  },
  remove: {
    about: "Removes an alias",
    reply: okReply({ alias: text("sales@example.org") }),
    parameters: [required("alias", alias, "sales@example.org")],
    malformed: { alias: (detail) => invalid("address", detail) },
    operations: [aliases.remove],
    plan: (parameters) =>
      answering(aliases.remove, { alias: aliasAddress(parameters) }, (removed) => ok({ alias: removed.alias })),
  },
}
