/** Why a text is not a value of a setting: a sentence without its subject, which is the variable. Never repeats the text. */
export class Refused {
  readonly sentence: string
  constructor(sentence: string) {
    this.sentence = sentence
  }
}

/** Reads the text of a setting. */
export type Reader<T> = (text: string) => T | Refused
