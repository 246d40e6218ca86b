import type { Result, Router } from "hono/router"

/** Paths have no end, and are whatever clients write. */
const MOST = 256
const LONGEST = 100

/**
 * Remembers what the paths that came last lead to: to look for it takes longer than to answer a ping, and most calls are to a few paths. What stands behind a handler that `isLast` is left
 * out: where one is alone, Hono asks it without promises.
 */
export class RememberingRouter<T> implements Router<T> {
  readonly name = "RememberingRouter"
  readonly #router: Router<T>
  readonly #isLast: (handler: T) => boolean
  readonly #known = new Map<string, Result<T>>()

  constructor(router: Router<T>, isLast: (handler: T) => boolean) {
    this.#router = router
    this.#isLast = isLast
  }

  add(method: string, path: string, handler: T): void {
    this.#known.clear()
    this.#router.add(method, path, handler)
  }

  match(method: string, path: string): Result<T> {
    if (path.length > LONGEST) return this.#find(method, path)
    const key = `${method} ${path}`
    let found = this.#known.get(key)
    if (found === undefined) {
      found = this.#find(method, path)
      if (this.#known.size >= MOST) this.#known.clear()
      this.#known.set(key, found)
    }
    return found
  }

  #find(method: string, path: string): Result<T> {
    const [handlers, ...rest] = this.#router.match(method, path)
    const end = handlers.findIndex(([handler]) => this.#isLast(handler)) + 1
    return [end === 0 ? handlers : handlers.slice(0, end), ...rest] as Result<T>
  }
}
