import { readFile } from "node:fs/promises"
import { DOCS_FILES, type DocsFile } from "../docs.ts"

// Beside the compiled code, wherever this file itself is run from.
const FOLDER = new URL("../../dist/swagger-ui/", import.meta.url)

/** The files of Swagger UI that come with this package. */
export const docsFile: DocsFile = async (name) => {
  if (!Object.hasOwn(DOCS_FILES, name)) return undefined
  return new Uint8Array(await readFile(new URL(name, FOLDER)))
}
