/** Waits for work so long; then calls `onLate`, which has to make an end of the work, and rejects with what it answers. */
export const within = async <A>(milliseconds: number, work: Promise<A>, onLate: () => Error): Promise<A> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onLate()), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    // What is left of it has no reader any more.
    work.catch(() => {})
  }
}
