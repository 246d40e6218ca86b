import type { AccessLevel } from "../values/access-level.ts"

/** A person or program that calls the API, as its directory knows it. */
export interface Operator {
  readonly name: string
  readonly fullName: string
  readonly email: string
  /** The directory that knows it. */
  readonly directory: string
}

/** An operator of our own directory, with the hash of its password in PHC string format. */
export interface OperatorRow extends Omit<Operator, "directory"> {
  readonly passwordHash: string
}

/** The level that an operator was given. Where there is none, the operator may do nothing. */
export interface Authorization {
  readonly name: string
  readonly access: AccessLevel
}
