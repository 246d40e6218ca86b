import * as Data from "effect/Data"
import type { LdapGroups, LdapOptions } from "./options.ts"

/** The path of an option. */
export type LdapOption = keyof LdapOptions | "service.dn" | "service.password" | `groups.${keyof LdapGroups}`

/** An option that cannot be, or not together with another one. */
export class LdapOptionsError extends Data.TaggedError("LdapOptionsError")<{
  readonly option: LdapOption
  /** A sentence without its subject, which is the option. Never holds a secret. */
  readonly sentence: string
}> {
  override get message() {
    return `${this.option} ${this.sentence}.`
  }
}

export const wrongOption = (option: LdapOption, sentence: string): LdapOptionsError =>
  new LdapOptionsError({ option, sentence })
