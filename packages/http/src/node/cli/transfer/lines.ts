import { StringDecoder } from "node:string_decoder"

/** A line of a file, counted from 1. */
export interface Line {
  readonly line: number
  readonly text: string
}

const BREAK = /\r\n|\n|\r/
// The second half of a line end may be in the next piece.
const CERTAIN_BREAK = /\r\n|\n|\r(?!$)/

/** The lines of a text in UTF-8, without a mark of byte order; as many together as come together. */
export async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<ReadonlyArray<Line>> {
  const decoder = new StringDecoder("utf8")
  let line = 0
  let rest = ""
  const number = (text: string): Line => ({ line: ++line, text: line === 1 ? text.replace(/^\uFEFF/, "") : text })
  for await (const piece of input) {
    const text = typeof piece === "string" ? piece : decoder.write(piece)
    const ends = BREAK.test(text) || rest.endsWith("\r")
    rest += text
    if (!ends) continue
    const texts = rest.split(CERTAIN_BREAK)
    rest = texts.pop() ?? ""
    yield texts.map(number)
  }
  rest += decoder.end()
  if (rest !== "") yield rest.replace(/\r$/, "").split(BREAK).map(number)
}

/** What a decoder writes for bytes that are no UTF-8. */
export const isNoUtf8 = (text: string): boolean => text.includes("\uFFFD")

export const NO_UTF8 = "The line is not UTF-8."
