import type { DigestAlgorithm } from "@sipwright/core"
import type { Param } from "./database.ts"
import type { OwnTables } from "./schema/tables.ts"
import type { SecretBox } from "./secret-box.ts"

/** Kamailio's row of an account that must not register now; put back as it was when the account may again. */
export type ParkedRow = Readonly<Record<string, Param>>

/** A password in clear text, and the algorithms that digest challenges of ours offer for it. */
export interface AccountSecret {
  readonly password: string
  readonly algorithms?: ReadonlyArray<DigestAlgorithm> | undefined
}

/** Seals and opens the two secret columns of our account table. */
export const makeAccountSecrets = (secrets: SecretBox, tables: OwnTables) => {
  const place = (address: string, column: "secret" | "parked") => ({ table: tables.account, address, column })
  const open = (address: string, column: "secret" | "parked", sealed: string | undefined): unknown => {
    const text = sealed === undefined ? undefined : secrets.open(place(address, column), sealed)
    return text === undefined ? undefined : JSON.parse(text)
  }
  return {
    sealSecret: (address: string, { password, algorithms }: AccountSecret): string =>
      secrets.seal(place(address, "secret"), JSON.stringify({ password, algorithms })),
    openSecret: (address: string, sealed: string | undefined): AccountSecret | undefined => {
      const opened = open(address, "secret", sealed) as Partial<AccountSecret> | undefined
      return typeof opened?.password === "string" ? { ...opened, password: opened.password } : undefined
    },
    sealParked: (address: string, row: ParkedRow): string =>
      secrets.seal(place(address, "parked"), JSON.stringify(row)),
    openParked: (address: string, sealed: string | undefined): ParkedRow | undefined =>
      open(address, "parked", sealed) as ParkedRow | undefined,
    fingerprint: secrets.fingerprint,
    isFingerprintOf: secrets.isFingerprintOf,
  }
}

export type AccountSecrets = ReturnType<typeof makeAccountSecrets>
