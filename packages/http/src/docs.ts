import { Hono } from "hono"
import type { OpenApiDocument } from "./openapi/document.ts"

/** Reads a file of Swagger UI by its name; undefined where there is none. */
export type DocsFile = (name: string) => Promise<Uint8Array<ArrayBuffer> | undefined>

/** The files of Swagger UI that the page needs. */
export const DOCS_FILES = {
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "swagger-ui.css": "text/css; charset=utf-8",
} as const

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sipwright API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`

// Whoever logs in by a call of the page is logged in for the page: the document says which fields of which answers are credentials.
const START = `const credentialsOf = (spec, url) => {
  const { pathname } = new URL(url, location.href)
  const item = spec.paths[pathname] ?? {}
  return Object.values(item).find((call) => call["x-credentials"] !== undefined)?.["x-credentials"] ?? {}
}

const start = async () => {
  const spec = await (await fetch("openapi.json")).json()
  const ui = SwaggerUIBundle({
    spec,
    dom_id: "#ui",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    responseInterceptor: (response) => {
      const answer = response.obj ?? {}
      for (const [scheme, field] of Object.entries(credentialsOf(spec, response.url))) {
        if (typeof answer[field] === "string") ui.preauthorizeApiKey(scheme, answer[field])
      }
      return response
    },
  })
}

start()
`

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Swagger UI sets styles on elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ")

/**
 * `/openapi.json`, and with the files of Swagger UI also `/docs`, where a person can log in and try calls. Nothing is fetched from elsewhere. Mount it at the root of the host
 * whose paths the document names.
 */
export const docs = (document: () => OpenApiDocument, file?: DocsFile): Hono => {
  let text: string | undefined
  const app = new Hono().get("/openapi.json", (c) => {
    text ??= JSON.stringify(document())
    return c.body(text, 200, { "Content-Type": "application/json" })
  })
  if (file === undefined) return app
  app.use("/docs/*", async (c, next) => {
    await next()
    c.header("X-Content-Type-Options", "nosniff")
  })
  app.get("/docs", (c) => c.html(PAGE, 200, { "Content-Security-Policy": POLICY }))
  app.get("/docs/start.js", (c) => c.body(START, 200, { "Content-Type": "text/javascript; charset=utf-8" }))
  for (const [name, type] of Object.entries(DOCS_FILES)) {
    app.get(`/docs/${name}`, async (c) => {
      const body = await file(name)
      return body === undefined ? c.notFound() : c.body(body, 200, { "Content-Type": type })
    })
  }
  return app
}
