/** How a command ended, for the shell. */
export const EXIT = { done: 0, refused: 1, usage: 2, failed: 3 } as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The command line cannot be understood or done as it is written. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}
