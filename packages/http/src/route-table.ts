import type { Handler, Hono } from "hono"
import { mountRoutes } from "./by-method.ts"
import type { DescribedAnswer, DescribedCall } from "./openapi/described.ts"
import { documentedPath, pathParameters, type PathWords } from "./openapi/path.ts"
import type { Shape } from "./openapi/shape.ts"

/** A route of a dialect: where it is, and what documents say of it. Its handler stands beside the table. */
export interface RouteEntry {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** As Hono writes it (`/users/:id`). */
  readonly path: string
  readonly about: string
  /** The operations that it puts. */
  readonly operations: ReadonlyArray<{ readonly name: string }>
  readonly body?: Shape
  readonly parameters?: PathWords
  readonly answers: ReadonlyArray<DescribedAnswer>
  /** Which fields of the answer are credentials of which security schemes. */
  readonly credentials?: DescribedCall["credentials"]
  /** Whether anybody may call. */
  readonly isOpen?: boolean
}

export type RouteTable<Name extends string> = Readonly<Record<Name, RouteEntry>>

/** Mounts each route of a table with the handler of its name; `refuse` answers other methods of its path. */
export const mountTable = <Name extends string>(
  app: Hono,
  table: RouteTable<Name>,
  handlers: Readonly<Record<Name, Handler>>,
  refuse: (route: RouteEntry) => Handler,
): Hono => {
  const routes = Object.entries<RouteEntry>(table).map(([name, route]) => ({
    ...route,
    handler: handlers[name as Name],
  }))
  return mountRoutes(app, routes, ({ handler }) => handler, refuse)
}

/** What the document says of a table. `common` is answered on every route, `entrance` on those that not everybody may call. */
export const describeTable = (
  table: RouteTable<string>,
  words: {
    readonly prefix?: string
    readonly group: string
    readonly mediaTypes: ReadonlyArray<string>
    readonly security: DescribedCall["security"]
    readonly common: ReadonlyArray<DescribedAnswer>
    readonly entrance: ReadonlyArray<DescribedAnswer>
  },
): ReadonlyArray<DescribedCall> =>
  Object.values(table).map((route) => {
    const { method, path, about, operations, parameters, body, answers, credentials, isOpen = false } = route
    return {
      method: method.toLowerCase() as DescribedCall["method"],
      path: `${words.prefix ?? ""}${documentedPath(path)}`,
      group: words.group,
      summary: about,
      operations: operations.map(({ name }) => name),
      parameters: pathParameters(path, parameters),
      ...(body === undefined ? {} : { body: { mediaTypes: words.mediaTypes, required: true, shape: body } }),
      answers: [...answers, ...words.common, ...(isOpen ? [] : words.entrance)],
      ...(credentials === undefined ? {} : { credentials }),
      security: isOpen ? [] : words.security,
    }
  })
