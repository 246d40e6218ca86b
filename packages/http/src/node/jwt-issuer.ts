import type { JwtIssuer } from "@sipwright/core"
import { createPublicKey } from "node:crypto"
import { readFile } from "node:fs/promises"
import type { Settings } from "./settings.ts"
import { SettingsError } from "./settings/settings-error.ts"

const VARIABLE = "SIPWRIGHT_JWT_PUBLIC_KEY"

const pemOf = async (given: string): Promise<string> => {
  // A variable has its line ends written out, more often than not.
  if (given.includes("-----BEGIN ")) return given.replaceAll("\\n", "\n")
  try {
    return await readFile(given, "utf8")
  } catch {
    throw new SettingsError(`${VARIABLE} is neither PEM text nor a file that can be read.`)
  }
}

/** Whatever form the key has, as SubjectPublicKeyInfo (RFC 5280). */
const publicKeyOf = (pem: string): string => {
  if (pem.includes("PRIVATE KEY"))
    throw new SettingsError(`${VARIABLE} is a private key, which belongs to the issuer alone.`)
  try {
    return createPublicKey(pem).export({ type: "spki", format: "pem" }).toString()
  } catch {
    throw new SettingsError(`${VARIABLE} holds no public key and no certificate in PEM form.`)
  }
}

/** Whose bearer tokens are taken; undefined where the settings name nobody. Rejects with {@link SettingsError}. */
export const jwtIssuerOf = async (settings: Settings): Promise<JwtIssuer | undefined> => {
  const { jwtPublicKey, jwtJwksUrl, jwtIssuer, jwtAudience, jwtSipClaim } = settings
  if (jwtPublicKey === undefined && jwtJwksUrl === undefined) return undefined
  return {
    publicKey: jwtPublicKey === undefined ? undefined : publicKeyOf(await pemOf(jwtPublicKey)),
    jwksUrl: jwtJwksUrl,
    issuer: jwtIssuer,
    audience: jwtAudience,
    sipClaim: jwtSipClaim,
  }
}
