import * as Layer from "effect/Layer"
import { nodeDigestHasher } from "./digest-hasher.ts"
import { nodePasswordHasher } from "./password-hasher.ts"

export { nodeDigestHash, nodeDigestHasher } from "./digest-hasher.ts"
export { nodePasswordHasher } from "./password-hasher.ts"

/** All that Node does faster than JavaScript, for `createSipwright({ crypto })`. */
export const nodeCrypto = Layer.merge(nodePasswordHasher(), nodeDigestHasher)
