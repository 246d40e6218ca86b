import type { Context } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"

const NAME = "hermes_session"

const attributes = (secure: boolean) => ({ httpOnly: true, sameSite: "Strict", path: "/", secure }) as const

export const readSessionCookie = (c: Context): string | undefined => getCookie(c, NAME)

export const writeSessionCookie = (c: Context, secret: string, secure: boolean): void =>
  setCookie(c, NAME, secret, attributes(secure))

export const dropSessionCookie = (c: Context, secure: boolean): void => {
  deleteCookie(c, NAME, attributes(secure))
}
