import { apart } from "../waiting.ts"

/**
 * Shares one run of some work among all who ask for it at the same time. Nobody gets a run that had begun before he asked, since that
 * may have missed what he needs to see; who asks while one is under way shares the next.
 */
export const sharedRun = <A>(work: () => Promise<A>): (() => Promise<A>) => {
  let running: Promise<A> | undefined
  let next: Promise<A> | undefined
  const start = (): Promise<A> => {
    const run = work().finally(() => {
      if (running === run) running = undefined
    })
    running = run
    return run
  }
  const afterwards = async (before: Promise<A>): Promise<A> => {
    await before.catch(() => {})
    next = undefined
    return start()
  }
  const share = (): Promise<A> => {
    if (running === undefined && next === undefined) return start()
    next ??= afterwards(running ?? Promise.reject(new Error("nothing runs")))
    return next
  }
  return () => apart(share)
}
