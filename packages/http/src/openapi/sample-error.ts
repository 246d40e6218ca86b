/** Any error class of an operation, as the registry lists it. */
export interface ErrorClass {
  readonly name: string
  readonly prototype: { readonly name?: string }
}

/** The stable tag of an error class. */
export const tagOf = ({ name, prototype }: ErrorClass): string => prototype.name ?? name

/** What a tag says, as words: `AccountNotFound` is "Account not found". */
export const wordsOf = (tag: string): string => {
  const words = tag.replace(/([a-z0-9])([A-Z])/g, "$1 $2").split(" ")
  return words.map((word, index) => (index === 0 ? word : word.toLowerCase())).join(" ")
}

/** Each class once, though several operations have it. */
export const distinctErrors = (classes: ReadonlyArray<ErrorClass>): ReadonlyArray<ErrorClass> => [
  ...new Map(classes.map((one) => [tagOf(one), one])).values(),
]

/**
 * An error of the class for documents: a dialect that is given it answers as it would answer a real one, so that what documents say
 * of errors is what the dialect does.
 */
export const sampleError = (errorClass: ErrorClass): never => {
  const tag = tagOf(errorClass)
  const own = { _tag: tag, message: `${wordsOf(tag)}.`, field: "…", reason: "malformed", retryAfter: 1 }
  const properties = Object.entries(own).map(([name, value]) => [name, { value, enumerable: true }])
  return Object.create(errorClass.prototype, Object.fromEntries(properties)) as never
}
