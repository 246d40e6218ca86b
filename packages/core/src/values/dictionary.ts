import * as Schema from "effect/Schema"
import { Refusal } from "./parsed.ts"
import { parseRequiredText, requiredText, text } from "./text.ts"

/** Names and values that clients keep with an account; both text. */
export type Dictionary = Readonly<Record<string, string>>

/** The most entries of a dictionary. */
export const DICTIONARY_ENTRIES = 200

const KEY_LENGTH = 255

/** A name in a dictionary: 1 to 255 characters. */
export const DictionaryKey = requiredText(KEY_LENGTH)

/** A value in a dictionary: at most 4096 characters. */
export const DictionaryValue = text(4096)

const faultOf = (dictionary: Dictionary): string | undefined => {
  const keys = Object.keys(dictionary)
  if (keys.length > DICTIONARY_ENTRIES) return `has more than ${DICTIONARY_ENTRIES} entries`
  for (const key of keys) {
    const parsed = parseRequiredText(key, KEY_LENGTH)
    if (parsed instanceof Refusal) return `has a name that ${parsed.sentence}`
  }
  return undefined
}

export const Dictionary = Schema.Record(Schema.String, DictionaryValue).check(Schema.makeFilter(faultOf))
