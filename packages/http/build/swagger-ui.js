// Puts the files of Swagger UI that /docs needs beside the compiled code, with their licences.
import { copyFile, mkdir } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const from = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"))
const to = fileURLToPath(new URL("../dist/swagger-ui/", import.meta.url))

const FILES = ["swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css", "LICENSE", "NOTICE"]

await mkdir(to, { recursive: true })
await Promise.all(FILES.map((name) => copyFile(join(from, name), join(to, name))))
