export { type AppOptions, createApp, DIALECTS, type Dialect } from "./app.ts"
export { type HermesOptions, hermes } from "./dialects/hermes/hermes.ts"
export { health } from "./health.ts"
export { responseHeaders } from "./middleware/response-headers.ts"
