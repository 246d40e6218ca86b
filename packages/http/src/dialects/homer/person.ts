import { ACCESS_LEVELS, type AccessLevel, LOCAL_DIRECTORY, portableDigestHash } from "@sipwright/core"

/** An operator as HOMER shows it. */
export interface Person {
  readonly name: string
  readonly fullName: string
  readonly email: string
  /** The directory that knows it; null where only its access is known. */
  readonly directory: string | null
  readonly level: AccessLevel
}

/** An operator as operations answer it. */
export const personOf = ({ access, ...operator }: Omit<Person, "level"> & { readonly access: string }): Person => ({
  ...operator,
  level: Math.max(0, (ACCESS_LEVELS as ReadonlyArray<string>).indexOf(access)) as AccessLevel,
})

/** The first word of the full name and the rest of it. Without a full name the login stands for the first name, as it does in HOMER. */
export const namesOf = ({ name, fullName }: Pick<Person, "fullName" | "name">) => {
  const [firstname = "", ...rest] = fullName.trim().split(/\s+/)
  return { firstname: firstname || name, lastname: rest.join(" ") }
}

/** The name in full, as HOMER 7 puts it together. */
export const displayNameOf = (person: Pick<Person, "fullName" | "name">): string => {
  const { firstname, lastname } = namesOf(person)
  return `${firstname} ${lastname}`.trim()
}

const hashOf = (name: string): string => portableDigestHash.hex("SHA-256", `operator ${name}`)

/** The number of a user: HOMER keeps it in an integer column, so it has 31 bits. Operators have none, so it comes from the name. */
export const uidOf = (name: string): string => String(Number.parseInt(hashOf(name).slice(0, 8), 16) % 0x7fff_ffff)

/** The UUID of a user, of version 8 (RFC 9562 section 5.8), from its name. */
export const guidOf = (name: string): string => {
  const hex = hashOf(name)
  const variant = ((Number.parseInt(hex.charAt(16), 16) % 4) + 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-")
}

/** HOMER knows users and admins: whoever may change things is an admin. */
export const isAdmin = ({ level }: Pick<Person, "level">): boolean => level >= 3

/** Whether the operator is one of a directory beside our own. */
export const isExternal = ({ directory }: Pick<Person, "directory">): boolean =>
  directory !== null && directory !== LOCAL_DIRECTORY
