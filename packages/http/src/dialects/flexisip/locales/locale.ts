import type { en } from "./en.ts"

/** Everything that is said in a language: sentences by rule, and the names of the fields. */
export type Locale = typeof en

/** The rules that a field can break. */
export type Rule = Exclude<keyof Locale, "attributes" | "more_one" | "more_other">

/** A language is one file beside this one, and its line here. */
export { en } from "./en.ts"
export { fr } from "./fr.ts"
