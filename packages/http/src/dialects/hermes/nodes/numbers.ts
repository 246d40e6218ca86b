import { operations } from "@sipwright/core"
import { failed, invalid, ok } from "../answer.ts"
import { answering, type Group, limitFrom, listingOf, listParameters, optional, required, search } from "../node.ts"
import { flag, given, type Parameters } from "../parameters.ts"

const { numbers } = operations

const notANumber = () => failed("rejected", "Not a valid E164 number")
const wording = { malformed: { number: notANumber } }

const number = required("number", "E.164 number with its plus")
const numberFrom = (parameters: Parameters) => ({ number: given(parameters, "number") })
const numberAnswer = (found: { readonly number: string }) => ok({ number: found.number })

const anySearch = optional("search", "pattern found anywhere in the number")

const empty = () => failed("empty", "There is no such number in the pool.")

export const numbersNodes: Group = {
  list: {
    about: "Free numbers, in order or at random",
    parameters: [anySearch, optional("random", "true for random order"), ...listParameters],
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
        list.length === 0 ? empty() : ok({ list }),
      )
    },
  },
  add: {
    about: "Puts a number into the pool",
    parameters: [number],
    ...wording,
    operations: [numbers.add],
    plan: (parameters) =>
      answering(numbers.add, numberFrom(parameters), (added) => ok({ detail: `Added ${added.number}` })),
  },
  add_range: {
    about: "Puts all numbers from start to end into the pool",
    parameters: [required("start", "first number"), required("end", "last number, included")],
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
    parameters: [number],
    ...wording,
    operations: [numbers.pull],
    plan: (parameters) => answering(numbers.pull, numberFrom(parameters), numberAnswer),
  },
  next: {
    about: "Takes any number out of the pool",
    parameters: [anySearch],
    operations: [numbers.next],
    plan: (parameters) => answering(numbers.next, search(parameters), numberAnswer),
  },
  available: {
    about: "Whether a number is in the pool",
    parameters: [number],
    ...wording,
    operations: [numbers.available],
    plan: (parameters) => answering(numbers.available, numberFrom(parameters), numberAnswer),
  },
}
