import type { Context } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"

/** Of the cookie that goes with a session. */
export const COOKIE_NAME = "hermes_session"

const attributes = (secure: boolean) => ({ httpOnly: true, sameSite: "Strict", path: "/", secure }) as const

export const readSessionCookie = (c: Context): string | undefined => getCookie(c, COOKIE_NAME)

export const writeSessionCookie = (c: Context, secret: string, secure: boolean): void =>
  setCookie(c, COOKIE_NAME, secret, attributes(secure))

export const dropSessionCookie = (c: Context, secure: boolean): void => {
  deleteCookie(c, COOKIE_NAME, attributes(secure))
}
