import type { Result, Router } from "hono/router"

/** Paths have no end, and are whatever clients write. */
const MOST = 256
const LONGEST = 100

/** Remembers what the paths that came last lead to: to look for it takes longer than to answer a ping, and most calls are to a few paths. */
export class RememberingRouter<T> implements Router<T> {
  readonly name = "RememberingRouter"
  readonly #router: Router<T>
  readonly #known = new Map<string, Result<T>>()

  constructor(router: Router<T>) {
    this.#router = router
  }

  add(method: string, path: string, handler: T): void {
    this.#known.clear()
    this.#router.add(method, path, handler)
  }

  match(method: string, path: string): Result<T> {
    if (path.length > LONGEST) return this.#router.match(method, path)
    const key = `${method} ${path}`
    let found = this.#known.get(key)
    if (found === undefined) {
      found = this.#router.match(method, path)
      if (this.#known.size >= MOST) this.#known.clear()
      this.#known.set(key, found)
    }
    return found
  }
}
