import { object, text } from "./shape.ts"

/** The body of a login. */
export const CREDENTIALS = object({ username: text("admin"), password: text("correct-horse-battery") })
