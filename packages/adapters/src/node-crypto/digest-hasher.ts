import { hash } from "node:crypto"
import { DigestHasher, type DigestAlgorithm, type DigestHash } from "@sipwright/core"
import * as Layer from "effect/Layer"

const NAMES: Readonly<Record<DigestAlgorithm, string>> = {
  MD5: "md5",
  "SHA-256": "sha256",
  "SHA-512-256": "sha512-256",
}

/** The digest hashes by Node's OpenSSL: about five times as fast as the portable ones. */
export const nodeDigestHash: DigestHash = { hex: (algorithm, text) => hash(NAMES[algorithm], text, "hex") }

/** {@link nodeDigestHash} for operations and stores. */
export const nodeDigestHasher: Layer.Layer<never> = Layer.succeed(DigestHasher, nodeDigestHash)
