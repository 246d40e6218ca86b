import { type Reader, Refused } from "./refused.ts"

/** A group, by its CN or its DN, and the text of a level. */
export interface GroupAndLevel {
  readonly group: string
  readonly level: string
}

/** `group=level` with `;` between them; a DN has `=` in it itself, so the last one counts. */
export const groupAccess: Reader<ReadonlyArray<GroupAndLevel>> = (text) => {
  const pairs = text
    .split(";")
    .map((pair) => /^(.+)=([^=]+)$/s.exec(pair.trim()))
    .map((match) => ({ group: (match?.[1] ?? "").trim(), level: (match?.[2] ?? "").trim() }))
  return pairs.some(({ group, level }) => group === "" || level === "")
    ? new Refused("has an entry that is not group=level, such as admins=super;cn=staff,ou=groups,dc=example=full_read")
    : pairs
}
