import { hash, randomBytes } from "node:crypto"
import type { NewAccount } from "./store.ts"

/** A new account by hand: a password and a filler from the system's random numbers, and the two hashes that Kamailio reads. */
export const generated = (
  user: string,
  names: { readonly displayName: string; readonly email: string },
): { readonly account: NewAccount; readonly password: string } => {
  const [username = "", domain = ""] = user.split("@")
  const password = randomBytes(18).toString("base64url")
  return {
    password,
    account: {
      username,
      domain,
      ...names,
      filler: randomBytes(32).toString("base64url"),
      ha1: hash("md5", `${username}:${domain}:${password}`, "hex"),
      ha1b: hash("md5", `${username}@${domain}:${domain}:${password}`, "hex"),
    },
  }
}
