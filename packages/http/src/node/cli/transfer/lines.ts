import { createInterface } from "node:readline"

/** A line of a file, counted from 1. */
export interface Line {
  readonly line: number
  readonly text: string
}

/** The lines of a text in UTF-8, without a mark of byte order. */
export async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<Line> {
  let line = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    yield { line, text: line === 1 ? text.replace(/^\uFEFF/, "") : text }
  }
}

/** What a decoder writes for bytes that are no UTF-8. */
export const isNoUtf8 = (text: string): boolean => text.includes("\uFFFD")

export const NO_UTF8 = "The line is not UTF-8."
