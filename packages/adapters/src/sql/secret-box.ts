import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from "node:crypto"
import { SqlStoreError } from "./sql-store-error.ts"

/** Where a secret stands. It is bound to this place: moved to another row or column it cannot be opened. */
export interface SecretPlace {
  readonly table: string
  readonly address: string
  readonly column: string
}

/** Encrypts secrets at rest: AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D). */
export interface SecretBox {
  /** Names the key in use; derived from it, tells nothing about it. */
  readonly keyId: string
  /** The ids of all keys that can open, the one in use first. */
  readonly keyIds: ReadonlyArray<string>
  readonly seal: (place: SecretPlace, text: string) => string
  /** Undefined where it was tampered with, stood elsewhere, or was sealed with a key that is not known. */
  readonly open: (place: SecretPlace, sealed: string) => string | undefined
  /** HMAC-SHA256 of the text, 64 hexadecimal digits, with a key derived from the one in use. */
  readonly fingerprint: (text: string) => string
  /** Whether the fingerprint is that of the text under any of the keys; in constant time. */
  readonly isFingerprintOf: (text: string, fingerprint: string) => boolean
  /** Keys of 32 bytes for another use, one of each key that is known, the one in use first. */
  readonly derive: (use: string) => readonly [DerivedBytes, ...ReadonlyArray<DerivedBytes>]
}

type DerivedBytes = Uint8Array<ArrayBuffer>

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = "1"

/** A key from its text: 64 hexadecimal digits or base64 of 32 bytes. Throws {@link SqlStoreError} `bad-key`. */
export const parseSecretKey = (text: string): Buffer => {
  const trimmed = text.trim()
  const key = /^[0-9a-fA-F]{64}$/.test(trimmed)
    ? Buffer.from(trimmed, "hex")
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, "base64")
      : undefined
  if (key?.length === KEY_BYTES) return key
  throw new SqlStoreError({
    reason: "bad-key",
    sentence: "The secret key is not 32 bytes in hexadecimal (64 digits) or base64 (44 characters).",
  })
}

interface DerivedKey {
  readonly id: string
  readonly encryption: KeyObject
  readonly fingerprint: KeyObject
  readonly bytesFor: (use: string) => DerivedBytes
}

// One secret, one key for each use, so that neither use weakens the other (RFC 5869).
const derive = (secret: Buffer): DerivedKey => {
  if (secret.length !== KEY_BYTES) {
    throw new SqlStoreError({ reason: "bad-key", sentence: `The secret key is not ${KEY_BYTES} bytes long.` })
  }
  const key = (use: string, length: number) => Buffer.from(hkdfSync("sha256", secret, "", `sipwright ${use}`, length))
  return {
    id: key("key id", 4).toString("hex"),
    encryption: createSecretKey(key("secret box", KEY_BYTES)),
    fingerprint: createSecretKey(key("fingerprint", KEY_BYTES)),
    bytesFor: (use) => new Uint8Array(hkdfSync("sha256", secret, "", `sipwright use ${use}`, KEY_BYTES)),
  }
}

// JSON, so that no two places read the same.
const additionalData = (place: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify([VERSION, place.table, place.address, place.column]), "utf8")

const NONCES = 256

/** Random nonces, drawn many at a time: a call of the generator costs as much as that many bytes. */
const makeNonces = (): (() => Buffer) => {
  let drawn = Buffer.alloc(0)
  return () => {
    if (drawn.length === 0) drawn = randomBytes(NONCES * NONCE_BYTES)
    const nonce = drawn.subarray(0, NONCE_BYTES)
    drawn = drawn.subarray(NONCE_BYTES)
    return nonce
  }
}

const nextNonce = makeNonces()

const hmac = (key: KeyObject, text: string): Buffer => createHmac("sha256", key).update(text, "utf8").digest()

/**
 * A box for the key, which also opens what was sealed with older ones. Sealed text is `version.keyId.base64url` of nonce,
 * ciphertext and tag. Throws {@link SqlStoreError} `bad-key` for a key of another length than 32 bytes.
 */
export const makeSecretBox = (options: {
  readonly key: Buffer
  readonly oldKeys?: ReadonlyArray<Buffer>
}): SecretBox => {
  const current = derive(options.key)
  const derived = new Map<string, readonly [DerivedBytes, ...ReadonlyArray<DerivedBytes>]>()
  const keys = new Map([current, ...(options.oldKeys ?? []).map(derive)].map((key) => [key.id, key]))
  return {
    keyId: current.id,
    keyIds: [...keys.keys()],
    seal: (place, text) => {
      const nonce = nextNonce()
      const cipher = createCipheriv("aes-256-gcm", current.encryption, nonce).setAAD(additionalData(place))
      const body = cipher.update(text, "utf8")
      // What is left over is nothing in this mode, and yet makes the tag.
      cipher.final()
      const sealed = Buffer.concat([nonce, body, cipher.getAuthTag()])
      return `${VERSION}.${current.id}.${sealed.toString("base64url")}`
    },
    open: (place, sealed) => {
      const [version, id = "", body = ""] = sealed.split(".")
      const key = keys.get(id)
      const bytes = Buffer.from(body, "base64url")
      if (version !== VERSION || key === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
      const decipher = createDecipheriv("aes-256-gcm", key.encryption, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(additionalData(place)).setAuthTag(bytes.subarray(-TAG_BYTES))
      try {
        return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8")
      } catch {
        return undefined
      }
    },
    fingerprint: (text) => hmac(current.fingerprint, text).toString("hex"),
    isFingerprintOf: (text, fingerprint) => {
      const given = Buffer.from(fingerprint, "hex")
      let same = false
      for (const key of keys.values()) {
        const own = hmac(key.fingerprint, text)
        if (given.length === own.length && timingSafeEqual(given, own)) same = true
      }
      return same
    },
    derive: (use) => {
      const known = derived.get(use)
      if (known !== undefined) return known
      const made = [current.bytesFor(use), ...[...keys.values()].slice(1).map((key) => key.bytesFor(use))] as const
      derived.set(use, made)
      return made
    },
  }
}
