import { operations } from "@sipwright/core"
import { failed, invalid, ok } from "../answer.ts"
import { answering, type Group, listingOf, listParameters, optional, required } from "../node.ts"
import { aliasAddress, flag, given } from "../parameters.ts"

const { aliases } = operations

const alias = "SIP address; or `alias_username` and `alias_domain`"

export const aliasNodes: Group = {
  list: {
    about: "Aliases",
    parameters: [
      optional("alias", alias),
      optional("destination", "SIP address that aliases point to"),
      optional("e164", "true, with destination: only the alias that is an E.164 number"),
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
    parameters: [required("alias", alias), required("destination", "SIP address")],
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
    parameters: [required("alias", alias)],
    malformed: { alias: (detail) => invalid("address", detail) },
    operations: [aliases.remove],
    plan: (parameters) =>
      answering(aliases.remove, { alias: aliasAddress(parameters) }, (removed) => ok({ alias: removed.alias })),
  },
}
