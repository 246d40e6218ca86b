import { chownSync, readFileSync } from "node:fs"

export interface SystemUser {
  readonly uid: number
  readonly gid: number
}

/** The account that owns a database server, when the tests run as root and it exists; otherwise undefined. */
export function serverUser(name: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const fields = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find(([login]) => login === name)
  if (fields === undefined) return undefined
  return { uid: Number(fields[2]), gid: Number(fields[3]) }
}

export function giveTo(user: SystemUser | undefined, path: string): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid)
}
