import { readFile } from "node:fs/promises"
import { DOCS_FILES, type DocsFile } from "../docs.ts"

// Beside the compiled code, whether this file is run from src/node, dist/node or dist/program.
const FOLDER = new URL("../../dist/swagger-ui/", import.meta.url)

/** The files of Swagger UI that come with this package. */
export const docsFile: DocsFile = async (name) => {
  if (!Object.hasOwn(DOCS_FILES, name)) return undefined
  return new Uint8Array(await readFile(new URL(name, FOLDER)))
}
