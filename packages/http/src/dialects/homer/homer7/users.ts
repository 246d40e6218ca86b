import { execute, operations, type Principal } from "@sipwright/core"
import * as Effect from "effect/Effect"
import { ownProfile } from "../own-profile.ts"
import { guidOf, isAdmin, personOf } from "../person.ts"
import { GROUPS, profileOf, userOf } from "./user.ts"

const counted = <T>(data: ReadonlyArray<T>) => ({ count: data.length, data })

/** GET /users: oneself, and for an admin everybody. */
export const listUsers = (principal: Principal) =>
  Effect.gen(function* () {
    const { person: own } = yield* ownProfile(principal)
    if (!isAdmin(principal)) return counted([userOf(own)])
    const listed = yield* execute(operations.operators.list, principal, {})
    const others = listed.filter(({ name }) => name !== own.name).map(personOf)
    // The list may not have all that a directory says of the caller.
    return counted([...others, own].sort((a, b) => (a.name < b.name ? -1 : 1)).map(userOf))
  })

/** GET /users/{guid}: oneself, or nothing. */
export const findUser = (principal: Principal, guid: string) =>
  Effect.gen(function* () {
    const { person } = yield* ownProfile(principal)
    return counted(guid === guidOf(person.name) ? [userOf(person)] : [])
  })

/** GET /users/profile. HOMER counts none here. */
export const ownUserProfile = (principal: Principal) =>
  Effect.map(ownProfile(principal), ({ person }) => ({ count: 0, data: profileOf(person) }))

/** GET /users/groups. */
export const listGroups = () => Effect.succeed(counted(GROUPS))
