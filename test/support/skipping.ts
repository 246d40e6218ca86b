import { MissingProgram } from "./installed.ts"

/**
 * Why a suite is skipped: a program is missing, which is said in a line. Any other error is thrown on, and this one too where
 * SIPWRIGHT_TEST_REQUIRE_SERVERS=1 lets nothing be skipped.
 */
export function reasonToSkip(suite: string, error: unknown): string {
  if (!(error instanceof MissingProgram)) throw error
  if (process.env["SIPWRIGHT_TEST_REQUIRE_SERVERS"] === "1") {
    throw new Error(`SIPWRIGHT_TEST_REQUIRE_SERVERS=1, but ${error.message}`, { cause: error })
  }
  console.warn(`Skipped: ${suite}, because ${error.message}.`)
  return error.message
}

/** What a suite needs; undefined where it is not here, so that the suite is skipped. */
export function findOrSkip<A>(suite: string, find: () => A): A | undefined {
  try {
    return find()
  } catch (error) {
    reasonToSkip(suite, error)
    return undefined
  }
}
