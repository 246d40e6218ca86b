import * as Schema from "effect/Schema"
import { decoder } from "../operations/decode.ts"
import { SecretText } from "../values/secret-text.ts"
import { requiredText } from "../values/text.ts"

/** A name and password as somebody sent them who logs in. An empty password is let through: it is a wrong one. */
export const PasswordInput = Schema.Struct({ username: requiredText(128), password: SecretText })

/** Reads a name and password for `logInByPassword`. Fails with `InvalidInput`. */
export const decodePasswordInput = decoder(PasswordInput)
