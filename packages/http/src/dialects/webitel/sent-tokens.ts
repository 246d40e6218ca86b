import type { HonoRequest } from "hono"
import { type JsonObject, textField } from "./json-body.ts"

/** What a call brings to say who it is. */
export interface SentTokens {
  readonly token: string | undefined
  readonly key: string | undefined
}

/** Each of the two from the body, else the query, else the header. */
export const sentTokens = (request: HonoRequest, body: JsonObject): SentTokens => ({
  token: textField(body, "access_token") ?? (request.query("access_token") || request.header("x-access-token")),
  key: textField(body, "x_key") ?? (request.query("x_key") || request.header("x-key")),
})
