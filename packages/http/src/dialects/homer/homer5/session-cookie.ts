import type { Context } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"

export const SID_COOKIE = "HOMERSESSID"

// The session slides and a cookie's own age would not, so the browser keeps it for as long as it runs.
const attributes = (secure: boolean) => ({ httpOnly: true, sameSite: "Strict", path: "/", secure }) as const

/** The session id that came with a call; undefined where none came that we could have given. */
export const readSid = (c: Context): string | undefined => {
  const sid = getCookie(c, SID_COOKIE)
  return sid !== undefined && /^[0-9a-v]{26}$/.test(sid) ? sid : undefined
}

export const writeSid = (c: Context, sid: string, secure: boolean): void =>
  setCookie(c, SID_COOKIE, sid, attributes(secure))

export const dropSid = (c: Context, secure: boolean): void => {
  deleteCookie(c, SID_COOKIE, attributes(secure))
}
