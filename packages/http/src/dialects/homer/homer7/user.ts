import { displayNameOf, guidOf, isAdmin, isExternal, namesOf, type Person } from "../person.ts"

/** The groups that HOMER 7 knows. Operators are in the first two. */
export const GROUPS = ["admin", "user", "support"] as const

export const groupOf = (person: Pick<Person, "level">): string => (isAdmin(person) ? "admin" : "user")

/** HOMER's own number of its data nodes, the same for every user. */
const PARTID = 10

/** A user of a list. Passwords are never shown; the field is there because clients have it in their forms. */
export const userOf = (person: Person) => ({
  username: person.name,
  partid: PARTID,
  email: person.email,
  password: "",
  enabled: person.level > 0,
  ...namesOf(person),
  department: "",
  usergroup: groupOf(person),
  guid: guidOf(person.name),
})

/** Somebody whose password was right, as HOMER 7's `http_auth` wants it told. */
export const verifiedUserOf = (person: Person) => ({
  username: person.name,
  email: person.email,
  ...namesOf(person),
  department: "",
  usergroup: groupOf(person),
  guid: guidOf(person.name),
  partid: PARTID,
  enabled: true,
})

/** What the user interface shows of the user who is logged in. */
export const profileOf = (person: Person) => ({
  guid: guidOf(person.name),
  username: person.name,
  displayname: displayNameOf(person),
  avatar: "",
  group: groupOf(person),
  admin: isAdmin(person),
  external_auth: isExternal(person),
  external_profile: externalTypeOf(person),
})

/** Which directory it is of, where that is not our own. */
export const externalTypeOf = (person: Person): string => (isExternal(person) ? (person.directory ?? "") : "")
