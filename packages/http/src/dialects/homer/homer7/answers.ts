import type { Unreadable } from "../../../password-body.ts"

/** An answer before it becomes JSON; its fields stand in the order in which clients see them. */
export type Body = Readonly<Record<string, unknown>>

/** The general form of a failure. */
export const failure = (message: string): Body => ({ data: {}, message })

/** How POST /auth says that it let nobody in. */
export const notLetIn = (statuscode: number, error: string, message: string): Body => ({ statuscode, error, message })

/** What stands in front of every path that needs a token. */
export const loginRequired: Body = { message: "Login required" }
export const badToken: Body = { message: "invalid or expired jwt" }

export const notFound: Body = { message: "Not Found" }
export const wrongMethod: Body = { message: "Method Not Allowed" }

const FIELDS = { username: "Username", password: "Password" } as const

/** What is wrong with the body of a login, in the words of HOMER's validator where it has some. */
export const unreadable = (why: Unreadable): Body => {
  if (why === "malformed") return failure("request format is not correct")
  if ("fault" in why) return failure(why.fault)
  const sentences = why.missing.map(
    (name) =>
      `Key: 'UserloginDetails.${FIELDS[name]}' Error:Field validation for '${FIELDS[name]}' failed on the 'required' tag`,
  )
  return failure(sentences.join("\n"))
}
