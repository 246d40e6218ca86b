import type { AccessLevel } from "@sipwright/core"
import { isAdmin, namesOf, type Person, uidOf } from "../person.ts"

/** An answer before it becomes JSON; its fields stand in the order in which clients see them. */
export interface Body {
  readonly status: number
  readonly [field: string]: unknown
}

/** Every user has it. */
const GID = "10"

const grpOf = (level: AccessLevel): string => (isAdmin({ level }) ? "users,admins" : "users")

const twoDigits = (number: number): string => String(number).padStart(2, "0")

// `YYYY-MM-DD HH:MM:SS` in the zone of the server, as MySQL answered it; empty text for never.
const localTime = (time: number | undefined): string => {
  if (time === undefined) return ""
  const at = new Date(time)
  const date = [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())].join("-")
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(":")}`
}

const profileOf = (person: Person, lastVisit: number | undefined) => {
  const { firstname, lastname } = namesOf(person)
  return {
    uid: uidOf(person.name),
    username: person.name,
    gid: GID,
    grp: grpOf(person.level),
    firstname,
    lastname,
    email: person.email,
    lastvisit: localTime(lastVisit),
  }
}

/** POST session. `lastVisit` is that of the login before. */
export const loggedIn = (sid: string, person: Person, lastVisit: number | undefined): Body => ({
  status: 200,
  sid,
  auth: "true",
  message: "ok",
  data: profileOf(person, lastVisit),
})

/** GET session. */
export const sessionOpen = (sid: string, { name, level }: { readonly name: string; readonly level: AccessLevel }) =>
  ({ sid, auth: "true", status: 200, data: { username: name, gid: GID, grp: grpOf(level) } }) satisfies Body

/** DELETE session, GET logout. */
export const sessionDeleted: Body = { sid: "", auth: "true", status: 200, message: "session deleted" }

/** GET user, where `auth` is no text. */
export const ownUser = (sid: string, person: Person, lastVisit: number | undefined): Body => ({
  sid,
  auth: true,
  status: 200,
  data: { ...profileOf(person, lastVisit), department: "" },
})

/** A refusal of somebody who is not, or cannot be, logged in. Clients look at `auth`, whatever its type is where they ask. */
export const refused = (sid: string, auth: "false" | false, status: number, message: string): Body => ({
  sid,
  auth,
  status,
  message,
  data: [],
})

/** A refusal of the call itself, named as HOMER names its exceptions. */
export const exception = (status: number, error: string, message: string): Body => ({ status, error, message })
