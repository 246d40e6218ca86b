/** The last use of a session or key is recorded at most so often (milliseconds), so that reads stay reads. */
export const LAST_USE_RESOLUTION = 60_000

/** The same for a key that dies of disuse. */
export const IDLE_RESOLUTION = 1000
