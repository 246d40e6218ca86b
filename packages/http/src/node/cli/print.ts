import { type Io, write } from "./io.ts"

export interface OutputOptions {
  readonly json?: boolean
}

export const JSON_OPTION = ["--json", "answer in JSON"] as const

/** The answer of a command: JSON for machines where asked for, else the text for people. */
export const print = (io: Io, { json }: OutputOptions, answer: unknown, text: () => string): Promise<void> =>
  write(io.stdout, json === true ? `${JSON.stringify(answer)}\n` : text())

const PAGE = 500

/** A list of any length, written as it comes. Columns are aligned within pages, so that no more than one is held. */
export const printList = async <Item>(
  io: Io,
  { json }: OutputOptions,
  items: AsyncIterable<Item> | Iterable<Item>,
  text: (page: ReadonlyArray<Item>, isFirst: boolean) => string,
): Promise<void> => {
  if (json === true) {
    let separator = "["
    for await (const item of items) {
      await write(io.stdout, `${separator}${JSON.stringify(item)}`)
      separator = ",\n"
    }
    return write(io.stdout, separator === "[" ? "[]\n" : "]\n")
  }
  let page: Array<Item> = []
  let isFirst = true
  const flush = async () => {
    await write(io.stdout, text(page, isFirst))
    page = []
    isFirst = false
  }
  for await (const item of items) {
    page.push(item)
    if (page.length === PAGE) await flush()
  }
  if (page.length > 0 || isFirst) await flush()
}
