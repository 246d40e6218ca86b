import * as Effect from "effect/Effect"
import type { HonoRequest } from "hono"
import { mediaTypeOf, readEncoded, textOfBody } from "../../fields.ts"
import { Refusal } from "./answer.ts"
import type { Body } from "./rules.ts"

const invalid = (reason: string) => new Refusal(400, `Invalid JSON: ${reason}`)

// What the engine says repeats parts of the text, which may be a password.
const parse = (text: string): Effect.Effect<Body, Refusal> => {
  try {
    const body: unknown = JSON.parse(text)
    return Effect.succeed(typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Body) : {})
  } catch {
    return Effect.fail(invalid("Syntax error"))
  }
}

/** The fields of a body: a form where it says so, else JSON. Looked at before anything else, also before who calls. */
export const readBody = (request: HonoRequest): Effect.Effect<Body, Refusal> =>
  Effect.flatMap(
    Effect.promise(() => textOfBody(request)),
    (text) => {
      if (text === undefined) return Effect.fail(invalid("Malformed UTF-8 characters"))
      if (text.trim() === "") return Effect.succeed({})
      // curl calls everything a form; what begins like JSON is meant to be it.
      const isForm = mediaTypeOf(request) === "application/x-www-form-urlencoded" && !/^\s*[[{]/.test(text)
      if (!isForm) return parse(text)
      const { fields, fault } = readEncoded(text)
      return fault === undefined ? Effect.succeed(Object.fromEntries(fields)) : Effect.fail(new Refusal(400, fault))
    },
  )
