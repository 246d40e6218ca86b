import type { TokenKeys } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { MemoryTables } from "../tables/tables.ts"

const derive = async (secret: Uint8Array<ArrayBuffer>, use: string): Promise<Uint8Array<ArrayBuffer>> => {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"])
  const info = new TextEncoder().encode(`sipwright ${use}`)
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    material,
    256,
  )
  return new Uint8Array(bits)
}

/** Keys from a secret that was made with the tables and is gone with them. */
export const memoryTokenKeys = ({ tokenSecret }: MemoryTables): TokenKeys["Service"] => ({
  keysFor: (use) => Effect.promise(async () => [await derive(tokenSecret, use)]),
})
