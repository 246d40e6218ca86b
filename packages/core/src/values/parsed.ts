import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"

/** The sentence a parser gives for text that it refuses. It never repeats the text itself, which may be a secret. */
export class Refusal {
  readonly sentence: string
  constructor(sentence: string) {
    this.sentence = sentence
  }
}

/** Reads text as a value, or says in a sentence for people why it cannot be one. */
export type Parser<T> = (text: string) => T | Refusal

/**
 * A schema that decodes text with a parser, so that a value has one set of rules whether it is parsed by hand on a hot
 * path or decoded from the input of an operation.
 */
export const parsed = <T>(
  identifier: string,
  parse: Parser<T>,
  is: (value: unknown) => value is T,
  print: (value: T) => string,
) => Schema.String.pipe(Schema.decodeTo(Schema.declare<T>(is, { identifier }), decoding(parse, print)))

const decoding = <T, E>(parse: (given: E) => T | Refusal, print: (value: T) => E) => ({
  decode: SchemaGetter.transformEffect((given: E) => {
    const value = parse(given)
    return value instanceof Refusal
      ? Effect.fail(new SchemaIssue.InvalidValue({ message: value.sentence }))
      : Effect.succeed(value)
  }),
  encode: SchemaGetter.transform(print),
})

/** {@link parsed} for a branded string, whose printed form is itself. */
export const parsedString = <T extends string>(identifier: string, parse: Parser<T>) =>
  parsed<T>(
    identifier,
    parse,
    (value): value is T => typeof value === "string",
    (value) => value,
  )

/**
 * {@link parsed} for a value that is a number by nature: programs give it as a number, forms and queries as text, and both mean the
 * same.
 */
export const parsedNumeric = <T extends number>(
  identifier: string,
  parse: Parser<T>,
  print: (value: T) => string | number,
) =>
  Schema.Union([Schema.String, Schema.Number]).pipe(
    Schema.decodeTo(
      Schema.declare<T>((value): value is T => typeof value === "number", { identifier }),
      decoding((value: string | number) => parse(String(value)), print),
    ),
  )
