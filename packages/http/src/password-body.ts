import type { HonoRequest } from "hono"
import { type Fields, mediaTypeOf, noFields, readEncoded, readJson, readMultipart, textOfBody } from "./fields.ts"

/** Why no name and password can be read of a body. */
export type Unreadable =
  /** These are not there; of the name, empty is missing too. */
  | { readonly missing: ReadonlyArray<"username" | "password"> }
  /** Something that is there cannot be taken. */
  | { readonly fault: string }
  /** The body is neither a JSON object nor a form. */
  | "malformed"

/** A name and password as they were sent. */
export interface SentCredentials {
  readonly username: string
  readonly password: string
}

const encodedOf = (request: HonoRequest, text: string) => {
  // Clients send JSON under any content type, also under that of a form.
  const isJson = mediaTypeOf(request) === "application/json" || /^\s*[[{]/.test(text)
  return isJson ? readJson(text) : readEncoded(text)
}

const readBody = async (request: HonoRequest) => {
  if (mediaTypeOf(request) === "multipart/form-data") return readMultipart(request)
  const text = await textOfBody(request)
  if (text === "") return noFields
  return text === undefined ? undefined : encodedOf(request, text)
}

const missingOf = (fields: Fields): ReadonlyArray<"username" | "password"> => [
  ...(fields.get("username") ? [] : (["username"] as const)),
  ...(fields.has("password") ? [] : (["password"] as const)),
]

/** The name and password of a login: JSON whatever the content type says, or a form. An empty password is a wrong one. */
export const readCredentials = async (request: HonoRequest): Promise<SentCredentials | Unreadable> => {
  const read = await readBody(request)
  if (read === undefined) return "malformed"
  if (read.fault !== undefined) return { fault: read.fault }
  const missing = missingOf(read.fields)
  if (missing.length > 0) return { missing }
  return { username: read.fields.get("username") ?? "", password: read.fields.get("password") ?? "" }
}

export const isReadable = (read: SentCredentials | Unreadable): read is SentCredentials =>
  typeof read === "object" && "username" in read
