import * as Context from "effect/Context"

/** Bytes that nobody can predict. Everything secret or to be guessed by nobody comes from here. */
export const SecureRandom = Context.Reference<{
  readonly bytes: (length: number) => Uint8Array<ArrayBuffer>
}>("@sipwright/core/SecureRandom", {
  defaultValue: () => ({ bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }),
})
