import { operations } from "@sipwright/core"
import { failed, invalid, ok } from "../answer.ts"
import { text, whole } from "../../../openapi/shape.ts"
import {
  answering,
  type Group,
  limitFrom,
  listingOf,
  listParameters,
  listReply,
  okReply,
  optional,
  required,
  search,
} from "../node.ts"
import { flag, given, type Parameters } from "../parameters.ts"

const { numbers } = operations

const notANumber = () => failed("rejected", "Not a valid E164 number")
const wording = { malformed: { number: notANumber } }

const number = required("number", "E.164 number with its plus", "+4712345670")
const numberFrom = (parameters: Parameters) => ({ number: given(parameters, "number") })
const numberAnswer = (found: { readonly number: string }) => ok({ number: found.number })

const anySearch = optional("search", "pattern found anywhere in the number", "4712")
const numberReply = okReply({ number: text("+4712345670") })

const empty = failed("empty", "There is no such number in the pool.")

export const numbersNodes: Group = {
  list: {
    about: "Free numbers, in order or at random",
    parameters: [anySearch, optional("random", "true for random order", "true"), ...listParameters],
    reply: listReply(text("+4712345670")),
    refusals: [empty],
    emptyList: empty,
    operations: [numbers.list, numbers.sample],
    plan: (parameters) => {
      const random = flag(parameters, "random")
      if (random === "malformed") return invalid("parameters", "random is neither true nor false.")
      if (random !== true) return listingOf(numbers.list, search(parameters), parameters, (found) => found)
      if (parameters.has("after")) return invalid("parameters", "A random order has no place to go on from.")
      const limit = limitFrom(parameters)
      if (typeof limit === "object") return limit
      return answering(numbers.sample, { ...search(parameters), limit }, (list) =>
        list.length === 0 ? empty : ok({ list }),
      )
    },
  },
  add: {
    about: "Puts a number into the pool",
    reply: okReply({ detail: text("Added +4712345670") }),
    parameters: [number],
    ...wording,
    operations: [numbers.add],
    plan: (parameters) =>
      answering(numbers.add, numberFrom(parameters), (added) => ok({ detail: `Added ${added.number}` })),
  },
  add_range: {
    about: "Puts all numbers from start to end into the pool",
    reply: okReply({ added: whole(10), skipped: whole(0) }),
    parameters: [
      required("start", "first number", "+4712345670"),
      required("end", "last number, included", "+4712345679"),
    ],
    fields: { first: "start", last: "end" },
    malformed: { first: notANumber, last: notANumber },
    operations: [numbers.addRange],
    plan: (parameters) =>
      answering(
        numbers.addRange,
        { first: given(parameters, "start"), last: given(parameters, "end") },
        ({ added, skipped }) => ok({ added, skipped }),
      ),
  },
  pull: {
    about: "Takes a number out of the pool",
    reply: numberReply,
    parameters: [number],
    ...wording,
    operations: [numbers.pull],
    plan: (parameters) => answering(numbers.pull, numberFrom(parameters), numberAnswer),
  },
  next: {
    about: "Takes any number out of the pool",
    reply: numberReply,
    parameters: [anySearch],
    operations: [numbers.next],
    plan: (parameters) => answering(numbers.next, search(parameters), numberAnswer),
  },
  available: {
    about: "Whether a number is in the pool",
    reply: numberReply,
    parameters: [number],
    ...wording,
    operations: [numbers.available],
    plan: (parameters) => answering(numbers.available, numberFrom(parameters), numberAnswer),
  },
}
