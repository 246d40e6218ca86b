import type { DescribedAnswer } from "./described.ts"
import { type Shape, text } from "./shape.ts"

/** What a call answers where all is well: JSON. */
export const answered = (shape: Shape, status = 200): DescribedAnswer => ({ status, about: "Done", shape })

/** The same as plain text. */
export const answeredText = (example: string, status = 200): DescribedAnswer => ({
  ...answered(text(example), status),
  mediaType: "text/plain",
})

/** A refusal with what it says; with 429 a header says how long to wait (RFC 6585, section 4). */
export const refusedWith = (status: number, about: string, shape: Shape, example: unknown): DescribedAnswer => ({
  status,
  about,
  shape: { ...shape, example },
  ...(status === 429 ? { headers: { "Retry-After": "seconds until the next attempt is looked at" } } : {}),
})
