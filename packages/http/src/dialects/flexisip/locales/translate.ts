import { createInstance } from "i18next"
import type { Context } from "hono"
import { accepts } from "hono/accepts"
import { en, fr, type Locale, type Rule } from "./locale.ts"

/** A rule that a field broke, and what its sentence needs to say. */
export interface Broken {
  readonly rule: Rule
  readonly min?: number
}

/** What is wrong with the fields of a call, in the order in which they are told. */
export type Faults = ReadonlyMap<string, ReadonlyArray<Broken>>

/** The body of an answer with status 422. */
export interface FaultsBody {
  readonly message: string
  readonly errors: Readonly<Record<string, ReadonlyArray<string>>>
}

const DEFAULT = "en"

// No tag is longer (RFC 5646 section 4.4.1). Of a header of thousands of parts, everything that it is shortened to would be megabytes.
const LONGEST_TAG = 35

/** A range of languages, and what it is shortened to where nobody speaks it. */
const shortened = (range: string): ReadonlyArray<string> => {
  const parts = range.split("-")
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("-"))
}

/** The first of the languages that a caller wants and that there is; `fr-CA` wants `fr` too (RFC 4647 section 3.4). */
const languageOf = (c: Context, supports: string[]): string =>
  accepts(c, {
    header: "Accept-Language",
    supports,
    default: DEFAULT,
    match: (wanted, config) => {
      const ranges = wanted
        .filter(({ type, q }) => q > 0 && type.length <= LONGEST_TAG)
        .toSorted((a, b) => b.q - a.q)
        .flatMap(({ type }) => shortened(type.toLowerCase()))
      const spoken = (range: string) => config.supports.find((supported) => supported.toLowerCase() === range)
      return ranges.map(spoken).find((language) => language !== undefined) ?? config.default
    },
  })

/** Says what is wrong, in the language of the caller. */
export const makeTranslate = (more: Readonly<Record<string, Partial<Locale>>> = {}) => {
  const locales: Readonly<Record<string, Partial<Locale>>> = {
    ...more,
    en: { ...en, ...more["en"] },
    fr: { ...fr, ...more["fr"] },
  }
  const languages = Object.keys(locales)
  const i18n = createInstance()
  // With everything at hand it is ready at once; nothing is escaped, because nothing becomes HTML.
  void i18n.init({
    resources: Object.fromEntries(Object.entries(locales).map(([tag, translation]) => [tag, { translation }])),
    lng: DEFAULT,
    fallbackLng: DEFAULT,
    initAsync: false,
    interpolation: { escapeValue: false },
  })

  return (c: Context, faults: Faults): FaultsBody => {
    const say = i18n.getFixedT(languageOf(c, languages))
    const attribute = (field: string) => say(`attributes.${field}`, { defaultValue: field.replaceAll("_", " ") })
    const errors = Object.fromEntries(
      [...faults].map(([field, broken]) => [
        field,
        broken.map(({ rule, min }) =>
          say(rule, { attribute: attribute(field), ...(min === undefined ? {} : { min }) }),
        ),
      ]),
    )
    const sentences = Object.values(errors).flat()
    const [first = ""] = sentences
    const count = sentences.length - 1
    return { message: count === 0 ? first : `${first} ${say("more", { count })}`, errors }
  }
}
