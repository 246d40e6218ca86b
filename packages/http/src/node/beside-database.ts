import { dirname, join } from "node:path"
import type { DatabaseUrl } from "./settings/database-url.ts"

/** A file in the folder of the embedded database, else in the working directory. */
export const besideDatabase = (database: DatabaseUrl, name: string): string =>
  join(database.kind === "sqlite" ? dirname(database.path) : ".", name)
