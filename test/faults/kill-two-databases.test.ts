import { describe } from "vitest"
import { databases } from "../support/databases.ts"
import { killing } from "./killing.ts"

describe("a server over two databases that is killed loses nothing and leaves nothing half done", () => {
  const kinds = databases()
  for (const kind of kinds) killing(`on two of ${kind.name}`, kind, kind)
  const [, mariadb, postgres] = kinds
  if (mariadb !== undefined && postgres !== undefined) killing("on mariadb and postgres", mariadb, postgres)
})
