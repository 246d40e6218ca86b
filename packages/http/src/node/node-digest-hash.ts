import { DigestHasher, type DigestHash } from "@sipwright/core"
import { Effect } from "effect"

/** The digest hashes that the store of this process uses. */
export const nodeDigestHash = async (): Promise<DigestHash> => {
  const { nodeDigestHasher } = await import("@sipwright/adapters/node-crypto")
  return Effect.runPromise(Effect.provide(DigestHasher, nodeDigestHasher))
}
