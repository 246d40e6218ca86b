import type { SecurityScheme } from "./described.ts"

/** Credentials in headers, which every dialect takes for the calls of operators and programs. */
export const headerSchemes: Readonly<Record<string, SecurityScheme>> = {
  apiKey: {
    type: "apiKey",
    in: "header",
    name: "x-api-key",
    description: "API key of a program, made by auth/new_apikey",
  },
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "token of HOMER 7's login (/api/v3/auth), or an API key",
  },
  webitelToken: { type: "apiKey", in: "header", name: "X-Access-Token", description: "`token` of Webitel's /login" },
  webitelKey: { type: "apiKey", in: "header", name: "X-Key", description: "`key` of Webitel's /login" },
}
