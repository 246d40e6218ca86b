import type { Context } from "hono"
import { getCookie, setCookie } from "hono/cookie"

const NAME = "x-api-key"
/** As long as a key lives without use; each answer that makes a key sets it anew. */
const MAX_AGE = 3600

/** The key in the cookie of a call. */
export const readKeyCookie = (c: Context): string | undefined => getCookie(c, NAME) || undefined

export const writeKeyCookie = (c: Context, key: string, secure: boolean): void =>
  setCookie(c, NAME, key, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: MAX_AGE, secure })

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}

/** Whether a call that a browser made with the cookie comes from a page of this very host, or of nobody known. */
export const isSameSite = (c: Context): boolean => {
  const origin = c.req.header("origin")
  return origin === undefined || hostOf(origin) === (c.req.header("host") ?? new URL(c.req.url).host)
}
