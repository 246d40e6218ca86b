/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What a value on the wire looks like: its schema, and one such value. */
export interface Shape {
  readonly schema: JsonSchema
  readonly example: unknown
  /** A property that an object may lack. */
  readonly optional?: boolean
  /** Under this name the document has it once, and refers to it. */
  readonly name?: string
}

const leaf = (type: string, example: unknown, about?: string): Shape => ({
  schema: { type, ...(about === undefined ? {} : { description: about }), examples: [example] },
  example,
})

export const text = (example: string, about?: string): Shape => leaf("string", example, about)
export const whole = (example: number, about?: string): Shape => leaf("integer", example, about)
export const truth = (example: boolean, about?: string): Shape => leaf("boolean", example, about)

/** One of these texts; the first is the example. */
export const oneOf = (values: readonly [string, ...ReadonlyArray<string>], about?: string): Shape => ({
  schema: { type: "string", enum: values, ...(about === undefined ? {} : { description: about }) },
  example: values[0],
})

export const constant = (value: string | number | boolean): Shape => ({ schema: { const: value }, example: value })

/** Nothing but null. */
export const nothing: Shape = { schema: { type: "null" }, example: null }

export const anyOf = (first: Shape, ...others: ReadonlyArray<Shape>): Shape => ({
  schema: { anyOf: [first, ...others].map(referenceTo) },
  example: first.example,
})

/** The value, or null. The example is the value, unless another one is said. */
export const orNull = (shape: Shape, example: unknown = shape.example): Shape => ({
  ...anyOf(shape, nothing),
  example,
})

export const optional = (shape: Shape): Shape => ({ ...shape, optional: true })

export const list = (item: Shape): Shape => ({
  schema: { type: "array", items: referenceTo(item) },
  example: [item.example],
})

export const emptyList: Shape = { schema: { type: "array", maxItems: 0 }, example: [] }

type Fields = Readonly<Record<string, Shape>>

const entriesOf = (fields: Fields) => Object.entries(fields)

export const object = (fields: Fields, about?: string): Shape => {
  const required = entriesOf(fields).flatMap(([name, { optional: may }]) => (may === true ? [] : [name]))
  return {
    schema: {
      type: "object",
      ...(about === undefined ? {} : { description: about }),
      properties: Object.fromEntries(entriesOf(fields).map(([name, shape]) => [name, referenceTo(shape)])),
      ...(required.length === 0 ? {} : { required }),
    },
    example: Object.fromEntries(entriesOf(fields).map(([name, shape]) => [name, shape.example])),
  }
}

/** An object with any names. */
export const record = (value: Shape, example: Readonly<Record<string, unknown>>): Shape => ({
  schema: { type: "object", additionalProperties: referenceTo(value) },
  example,
})

export const named = (name: string, shape: Shape): Shape => ({ ...shape, name })

// The document resolves these; until then the shape itself travels in the schema.
const REFERENCE = Symbol("reference")

const referenceTo = (shape: Shape): JsonSchema => (shape.name === undefined ? shape.schema : { [REFERENCE]: shape })

/** The schemas that a document has by name. */
export type Schemas = Map<string, JsonSchema>

const resolved = (value: unknown, schemas: Schemas): unknown => {
  if (Array.isArray(value)) return value.map((one) => resolved(one, schemas))
  if (typeof value !== "object" || value === null) return value
  const shape = (value as { readonly [REFERENCE]?: Shape })[REFERENCE]
  if (shape !== undefined) return schemaOf(shape, schemas)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolved(inner, schemas)]))
}

/** The schema as it stands in the document; what has a name is put among `schemas` and referred to. */
export const schemaOf = (shape: Shape, schemas: Schemas): JsonSchema => {
  if (shape.name === undefined) return resolved(shape.schema, schemas) as JsonSchema
  if (!schemas.has(shape.name)) {
    schemas.set(shape.name, {})
    schemas.set(shape.name, resolved(shape.schema, schemas) as JsonSchema)
  }
  return { $ref: `#/components/schemas/${shape.name}` }
}
