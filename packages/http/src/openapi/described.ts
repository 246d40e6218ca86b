import type { Shape } from "./shape.ts"

/** A parameter of a path or a query, or a header. */
export interface DescribedParameter {
  readonly name: string
  readonly in: "path" | "query" | "header"
  readonly required: boolean
  readonly about: string
  readonly shape: Shape
}

export interface DescribedBody {
  readonly mediaTypes: ReadonlyArray<string>
  readonly required: boolean
  readonly shape: Shape
}

/** An answer of a call. Several may have one status: then a client has to look which it is. */
export interface DescribedAnswer {
  readonly status: number
  readonly about: string
  /** Absent for an answer without a body. */
  readonly shape?: Shape
  /** JSON, if nothing is said. */
  readonly mediaType?: string
  /** Names of headers, with what they hold. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A call of a dialect, as the document tells of it. */
export interface DescribedCall {
  readonly method: "get" | "post" | "put" | "patch" | "delete"
  /** As OpenAPI writes it (`/users/{id}`), under the prefix of the dialect. */
  readonly path: string
  /** Under which heading it stands. */
  readonly group: string
  readonly summary: string
  readonly about?: string
  /** The operations that it puts, by name. */
  readonly operations: ReadonlyArray<string>
  readonly parameters: ReadonlyArray<DescribedParameter>
  readonly body?: DescribedBody
  readonly answers: ReadonlyArray<DescribedAnswer>
  /** Which fields of the answer are credentials of which security schemes, for calls that let somebody in. */
  readonly credentials?: Readonly<Record<string, string>>
  /** Names of security schemes: any of the sets will do, all of a set are needed. An empty list: anybody may call. */
  readonly security: ReadonlyArray<ReadonlyArray<string>>
}

/** A security scheme object of OpenAPI 3.1. */
export type SecurityScheme = Readonly<Record<string, unknown>>

/** All that a document says of a dialect. */
export interface DescribedDialect {
  readonly groups: ReadonlyArray<{ readonly name: string; readonly about: string }>
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  readonly calls: ReadonlyArray<DescribedCall>
}
