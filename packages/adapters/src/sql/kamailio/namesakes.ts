import { lookUpMany } from "../statements/look-up-many.ts"

/** The names of Kamailio's accounts that have one of these user parts, in any domain. */
export const namesakes = lookUpMany((list) => `SELECT username, domain FROM subscriber WHERE username IN (${list})`)
