import { describe } from "vitest"
import { databases } from "../support/databases.ts"
import { killing } from "./killing.ts"

describe("a server that is killed loses nothing that it acknowledged and leaves nothing half done", () => {
  for (const kind of databases()) killing(`on ${kind.name}`, kind)
})
