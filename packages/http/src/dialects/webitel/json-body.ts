import * as Effect from "effect/Effect"
import type { HonoRequest } from "hono"
import { textOfBody } from "../../fields.ts"
import { Refusal } from "./refusal.ts"

export type JsonObject = Readonly<Record<string, unknown>>

const parse = (text: string): JsonObject | undefined => {
  try {
    const body: unknown = JSON.parse(text)
    // A null prototype, so that no name in the body means more than itself.
    return typeof body === "object" && body !== null && !Array.isArray(body)
      ? Object.assign(Object.create(null), body)
      : undefined
  } catch {
    return undefined
  }
}

/** The JSON object of a body, whatever its content type says; none is an empty one. */
export const readObject = (request: HonoRequest): Effect.Effect<JsonObject, Refusal> =>
  Effect.flatMap(
    Effect.promise(() => textOfBody(request)),
    (text) => {
      const body = text === "" ? {} : text === undefined ? undefined : parse(text)
      return body === undefined ? Effect.fail(new Refusal(400, "Bad request")) : Effect.succeed(body)
    },
  )

/** A field of the body that is text and not empty. */
export const textField = (body: JsonObject, name: string): string | undefined => {
  const value = body[name]
  return typeof value === "string" && value !== "" ? value : undefined
}
