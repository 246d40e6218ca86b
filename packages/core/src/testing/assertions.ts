import * as Redacted from "effect/Redacted"

/** An adapter does not keep the contract. */
export class ContractViolation extends Error {
  override readonly name = "ContractViolation"
}

const plain = (value: unknown): unknown => (Redacted.isRedacted(value) ? Redacted.value(value) : value)

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

const same = (left: unknown, right: unknown): boolean => {
  const a = plain(left)
  const b = plain(right)
  if (Object.is(a, b)) return true
  if (!isRecord(a) || !isRecord(b) || Array.isArray(a) !== Array.isArray(b)) return false
  // A field that is undefined and one that is absent say the same.
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]))
}

// The secrets of the suites are made up, so a failure may show them.
const show = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) => (field === undefined ? "(undefined)" : plain(field)), 2) ?? "(undefined)"

/** Deep equality. A `Redacted` stands for its value. */
export const equal = (actual: unknown, expected: unknown, what = "value"): void => {
  if (!same(actual, expected)) {
    throw new ContractViolation(`${what}: expected ${show(expected)}, got ${show(actual)}`)
  }
}

/** {@link equal} for lists whose order is not promised. */
export const sameMembers = (actual: ReadonlyArray<unknown>, expected: ReadonlyArray<unknown>, what = "members"): void =>
  equal(actual.map(show).toSorted(), expected.map(show).toSorted(), what)

export const ok: (condition: boolean, sentence: string) => asserts condition = (condition, sentence) => {
  if (!condition) throw new ContractViolation(sentence)
}

export const present: <T>(value: T | undefined, what: string) => asserts value is T = (value, what) => {
  if (value === undefined) throw new ContractViolation(`${what}: nothing there`)
}
