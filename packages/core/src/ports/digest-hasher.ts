import { hmac } from "@noble/hashes/hmac.js"
import { md5 } from "@noble/hashes/legacy.js"
import { sha256, sha512_256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import * as Context from "effect/Context"
import type { DigestAlgorithm } from "../model/credentials.ts"

/** Hashes text (as UTF-8) to lower-case hexadecimal. */
export interface DigestHash {
  readonly hex: (algorithm: DigestAlgorithm, text: string) => string
  /** HMAC with SHA-256 (RFC 2104). */
  readonly hmac: (key: Uint8Array<ArrayBuffer>, text: string) => string
}

const hashes = { MD5: md5, "SHA-256": sha256, "SHA-512-256": sha512_256 }

/** In JavaScript, for every runtime; WebCrypto has no MD5. */
export const portableDigestHash: DigestHash = {
  hex: (algorithm, text) => bytesToHex(hashes[algorithm](utf8ToBytes(text))),
  hmac: (key, text) => bytesToHex(hmac(sha256, key, utf8ToBytes(text))),
}

/** The digest hashes. An adapter may put a faster implementation in the place of the portable one. */
export const DigestHasher = Context.Reference<DigestHash>("@sipwright/core/DigestHasher", {
  defaultValue: () => portableDigestHash,
})
