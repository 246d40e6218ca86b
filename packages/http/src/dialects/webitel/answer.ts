/** An answer before it becomes JSON; its fields stand in the order in which clients see them. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  /** Seconds, for `Retry-After`. */
  readonly retryAfter?: number
}

export const plain = (body: Readonly<Record<string, unknown>>): Answer => ({ status: 200, body })

export const done = (info: unknown): Answer => plain({ status: "OK", info })

export const refused = (status: number, info: string): Answer => ({ status, body: { status: "error", info } })
