import type { Reader } from "./refused.ts"

/** A setting of the server and the command line. Everything that is ever said about it is made from this. */
export interface Setting<T> {
  /** Without `SIPWRIGHT_`; the flag is made of it too. */
  readonly name: string
  /** As it would be written; none where the setting is off without it. */
  readonly standard?: string
  /** What stands in the documents in place of a default. */
  readonly standardNote?: string
  readonly meaning: string
  readonly read: Reader<T>
  /** Neither a flag, which every process can see, nor a value in any message. */
  readonly secret?: boolean
  /** `store`: for every command. `server`: for `serve` only. */
  readonly usedBy: "store" | "server"
}

export const variableOf = ({ name }: { readonly name: string }): string => `SIPWRIGHT_${name}`

/** None for a secret. */
export const flagOf = ({ name, secret }: { readonly name: string; readonly secret?: boolean }): string | undefined =>
  secret === true ? undefined : `--${name.toLowerCase().replaceAll("_", "-")}`
