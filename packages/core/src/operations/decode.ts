import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { InvalidInput } from "../model/errors.ts"

interface Leaf {
  readonly issue: SchemaIssue.Leaf | undefined
  readonly path: ReadonlyArray<PropertyKey>
}

const firstLeaf = (issue: SchemaIssue.Issue, path: ReadonlyArray<PropertyKey>): Leaf => {
  switch (issue._tag) {
    case "Pointer":
      return firstLeaf(issue.issue, [...path, ...issue.path])
    case "Composite":
    case "AnyOf": {
      const first = issue.issues[0]
      return first === undefined ? { issue: undefined, path } : firstLeaf(first, path)
    }
    case "Filter":
    case "Encoding":
      return firstLeaf(issue.issue, path)
    default:
      return { issue, path }
  }
}

const valueAt = (input: unknown, path: ReadonlyArray<PropertyKey>): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    input,
  )

const toInvalidInput = (input: unknown, error: Schema.SchemaError): InvalidInput => {
  const { issue, path } = firstLeaf(error.issue, [])
  const field = path.length === 0 ? "input" : path.map(String).join(".")
  const value = valueAt(input, path)
  if (value === undefined || value === null) {
    return new InvalidInput({ field, reason: "missing", message: `${field} is missing.` })
  }
  const sentence = issue?._tag === "InvalidValue" ? issue.annotations?.message : undefined
  return new InvalidInput({ field, reason: "malformed", message: `${field} ${sentence ?? "has the wrong form"}.` })
}

/** {@link decoder} without an effect around its answer, for many inputs. */
export const directDecoder = <T, E>(schema: Schema.Codec<T, E>) => {
  const decode = Schema.decodeUnknownResult(schema)
  return (input: unknown): Result.Result<T, InvalidInput> =>
    Result.mapError(decode(input), (error) => toInvalidInput(input, error))
}

/**
 * Decodes the input of an operation. The schema's own error is not let out: tools that know it may print it with the
 * input in it.
 */
export const decoder = <T, E>(schema: Schema.Codec<T, E>) => {
  const decode = directDecoder(schema)
  return (input: unknown): Effect.Effect<T, InvalidInput> => {
    const result = decode(input)
    return Result.isSuccess(result) ? Effect.succeed(result.success) : Effect.fail(result.failure)
  }
}
