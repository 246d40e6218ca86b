import type { BareStore, ListedRow } from "./store.ts"

/** The rows of a page as they stand in the list. */
export const listedText = (rows: ReadonlyArray<ListedRow>): string =>
  rows.map(({ address, display_name: displayname }) => JSON.stringify({ user: address, displayname })).join(",")

/** The list as the product writes it: one JSON object, page by page, as the client takes it. */
export const listStream = (store: Pick<BareStore, "pages">): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  const pages = store.pages()[Symbol.asyncIterator]()
  let isFirst = true
  return new ReadableStream({
    pull: async (controller) => {
      const { value: rows, done } = await pages.next()
      if (done === true) {
        controller.enqueue(encoder.encode('],"response":"ok"}'))
        controller.close()
        return
      }
      const text = listedText(rows)
      controller.enqueue(encoder.encode(isFirst ? `{"list":[${text}` : text === "" ? "" : `,${text}`))
      isFirst = false
    },
    cancel: async () => void (await pages.return?.()),
  })
}
