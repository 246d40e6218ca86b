import type { DescribedAnswer, DescribedCall, DescribedDialect, SecurityScheme } from "./described.ts"
import { type JsonSchema, type Schemas, type Shape, schemaOf } from "./shape.ts"

/** A dialect, and where it is mounted. */
export interface MountedDialect {
  /** Such as `/api`; empty text for the root. */
  readonly prefix: string
  readonly described: DescribedDialect
}

/** A document of OpenAPI 3.1. */
export type OpenApiDocument = Readonly<Record<string, unknown>> & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const JSON_TYPE = "application/json"

const distinct = (schemas: ReadonlyArray<JsonSchema>): ReadonlyArray<JsonSchema> => [
  ...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values(),
]

interface Example {
  readonly summary: string
  readonly value: unknown
}

/** What a document has by name, so that it has it once. */
interface Components {
  readonly schemas: Schemas
  readonly examples: Map<string, Example>
}

const sameAs = (one: Example | undefined, other: Example): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The name of an example among the components, where the same one may be already. */
const nameOf = (example: Example, examples: Components["examples"]): string => {
  const words = example.summary
    .replace(/[^A-Za-z0-9]+/g, " ")
    .trim()
    .replaceAll(" ", "-")
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? words : `${words}-${count}`
    if (!examples.has(name)) examples.set(name, example)
    if (sameAs(examples.get(name), example)) return name
  }
}

const contentOf = (answers: ReadonlyArray<DescribedAnswer & { readonly shape: Shape }>, components: Components) => {
  const schemas = distinct(answers.map(({ shape }) => schemaOf(shape, components.schemas)))
  const names = answers.map(({ about, shape }) => nameOf({ summary: about, value: shape.example }, components.examples))
  return {
    schema: schemas.length === 1 ? schemas[0] : { anyOf: schemas },
    examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
  }
}

const responseOf = (answers: ReadonlyArray<DescribedAnswer>, components: Components) => {
  const withBody = answers.filter((answer): answer is DescribedAnswer & { shape: Shape } => answer.shape !== undefined)
  const content = [...Map.groupBy(withBody, ({ mediaType = JSON_TYPE }) => mediaType)].map(([type, some]) => [
    type,
    contentOf(some, components),
  ])
  const headers = answers.flatMap(({ headers: some = {} }) => Object.entries(some))
  return {
    description: [...new Set(answers.map(({ about }) => about))].join("; "),
    ...(headers.length === 0
      ? {}
      : {
          headers: Object.fromEntries(
            headers.map(([name, about]) => [name, { description: about, schema: { type: "string" } }]),
          ),
        }),
    ...(content.length === 0 ? {} : { content: Object.fromEntries(content) }),
  }
}

const idOf = (prefix: string, { method, path }: DescribedCall): string =>
  [method, ...`${prefix}${path}`.split(/[^A-Za-z0-9]+/).filter((word) => word !== "")].join("_")

const operationOf = (prefix: string, call: DescribedCall, components: Components) => ({
  operationId: idOf(prefix, call),
  tags: [call.group],
  summary: call.summary,
  ...(call.about === undefined ? {} : { description: call.about }),
  ...(call.operations.length === 0 ? {} : { "x-operations": call.operations }),
  ...(call.credentials === undefined ? {} : { "x-credentials": call.credentials }),
  parameters: call.parameters.map(({ name, in: where, required, about, shape }) => ({
    name,
    in: where,
    required,
    description: about,
    schema: schemaOf(shape, components.schemas),
    ...(required ? { example: shape.example } : {}),
  })),
  ...(call.body === undefined
    ? {}
    : {
        requestBody: {
          required: call.body.required,
          content: Object.fromEntries(
            call.body.mediaTypes.map((type) => [
              type,
              { schema: schemaOf(call.body?.shape as Shape, components.schemas), example: call.body?.shape.example },
            ]),
          ),
        },
      }),
  responses: Object.fromEntries(
    [...Map.groupBy(call.answers, ({ status }) => status)]
      .toSorted(([one], [other]) => one - other)
      .map(([status, answers]) => [status, responseOf(answers, components)]),
  ),
  security:
    call.security.length === 0
      ? [{}]
      : call.security.map((set) => Object.fromEntries(set.map((scheme) => [scheme, []]))),
})

/** What goes into an OpenAPI document. */
export interface DocumentOptions {
  readonly title?: string
  readonly version: string
  /** What stands above everything, in CommonMark. */
  readonly about?: string
  readonly dialects: ReadonlyArray<MountedDialect>
}

/** What dialects say of themselves, as one OpenAPI 3.1 document with whole paths. */
export const openApiDocument = ({
  title = "Sipwright",
  version,
  about,
  dialects,
}: DocumentOptions): OpenApiDocument => {
  const components: Components = { schemas: new Map(), examples: new Map() }
  const paths: Record<string, Record<string, unknown>> = {}
  const securitySchemes: Record<string, SecurityScheme> = {}
  for (const { prefix, described } of dialects) {
    Object.assign(securitySchemes, described.securitySchemes)
    for (const call of described.calls) {
      const path = `${prefix}${call.path}`
      // Two dialects may have one path; the one that is mounted first answers.
      paths[path] = { [call.method]: operationOf(prefix, call, components), ...paths[path] }
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title,
      version,
      ...(about === undefined ? {} : { description: about }),
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: dialects.flatMap(({ described }) =>
      described.groups.map((group) => ({ name: group.name, description: group.about })),
    ),
    paths,
    components: {
      schemas: Object.fromEntries(components.schemas),
      examples: Object.fromEntries(components.examples),
      securitySchemes,
    },
  }
}
