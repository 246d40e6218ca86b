import type { DescribedParameter } from "./described.ts"
import { text } from "./shape.ts"

/** What parameters of a path are, by name. */
export type PathWords = Readonly<Record<string, { readonly about: string; readonly example: string }>>

/** A path as OpenAPI writes it (`/users/{id}`), from one as Hono does (`/users/:id`). */
export const documentedPath = (path: string): string => path.replace(/:(\w+)/g, "{$1}")

/** The parameters of a path as Hono writes it. */
export const pathParameters = (path: string, words: PathWords = {}): ReadonlyArray<DescribedParameter> =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => {
    const { about = name, example = name } = words[name] ?? {}
    return { name, in: "path", required: true, about, shape: text(example) }
  })
