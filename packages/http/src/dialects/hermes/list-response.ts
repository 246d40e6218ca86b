import { asOneCall, type Sipwright } from "@sipwright/core"
import { type Answer, ok } from "./answer.ts"
import type { Listed } from "./node.ts"

const encoder = new TextEncoder()

/**
 * A list as a JSON body that is written page by page, as the client takes it. `response` comes behind the array: only then is it
 * known that all of it could be read.
 */
export const listBody = (
  { first, item }: Listed,
  run: Sipwright["run"],
  failure: (error: unknown) => Answer,
): ReadableStream<Uint8Array> => {
  let page = first
  let started = false
  const write = (items: ReadonlyArray<unknown>): string => {
    if (items.length === 0) return started ? "" : '{"list":['
    const text = JSON.stringify(items.map((value) => item(value))).slice(1, -1)
    return started ? `,${text}` : `{"list":[${text}`
  }
  // An object's own JSON without its brace is what follows the array.
  const end = (answer: Answer): string => `],${JSON.stringify(answer).slice(1)}`
  return new ReadableStream({
    pull: async (controller) => {
      controller.enqueue(encoder.encode(write(page.items)))
      started = true
      if (page.more === undefined) {
        controller.enqueue(encoder.encode(end(ok(page.next === undefined ? {} : { next: page.next }))))
        controller.close()
        return
      }
      try {
        page = await run(asOneCall(page.more))
      } catch (error) {
        controller.enqueue(encoder.encode(end(failure(error))))
        controller.close()
      }
    },
  })
}
