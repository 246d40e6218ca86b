import type { Faults } from "./locales/translate.ts"

/** An answer before it goes out. */
export interface Answer {
  readonly status: number
  /** JSON, text, or nothing. */
  readonly body: { readonly json: unknown } | { readonly text: string } | undefined
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>
  /** A key for the caller to keep in a cookie. */
  readonly key?: string
}

export const json = (body: unknown, status = 200): Answer => ({ status, body: { json: body } })

export const text = (body: string): Answer => ({ status: 200, body: { text: body } })

export const nothing: Answer = { status: 200, body: undefined }

export const refused = (status: number, message: string, headers: Answer["headers"] = []): Answer => ({
  status,
  body: { json: { message } },
  headers,
})

/** A call that is refused in words of the protocol's own. */
export class Refusal {
  readonly answer: Answer
  constructor(status: number, message: string, headers: Answer["headers"] = []) {
    this.answer = refused(status, message, headers)
  }
}

/** A call whose fields are not as they have to be. */
export class BadFields {
  readonly faults: Faults
  constructor(faults: Faults) {
    this.faults = faults
  }
}
