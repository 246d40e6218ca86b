import type { Page, PageRequest } from "../values/page.ts"
import { ok } from "./assertions.ts"

const MAX_PAGES = 10_000

/** Reads a list page by page to its end. */
export const walk = async <T>(
  limit: number,
  page: (request: PageRequest) => Promise<Page<T>>,
): Promise<ReadonlyArray<T>> => {
  const all: Array<T> = []
  let after: string | undefined
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { items, next } = await page({ after, limit })
    ok(items.length <= limit, "a page is no longer than asked for")
    all.push(...items)
    if (next === undefined) return all
    ok(items.length > 0, "a page with a cursor is not empty")
    after = next
  }
  ok(false, "the list comes to an end")
}
