import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { DeploymentSettings } from "../ports/deployment.ts"
import { SecureRandom } from "../ports/secure-random.ts"
import { isKeyedHash, keyedHash } from "./keyed-hash.ts"
import { randomText } from "./tokens.ts"

const USE = "attachable token"
// 7 digits of base 36 hold seconds until the year 4453; 13 letters and digits are 77 bits; 12 hexadecimal digits tell that we made it.
const TOKEN = /^([0-9a-z]{7})([A-Za-z0-9]{13})([0-9a-f]{12})$/

/** A token of 32 letters and digits that anybody may ask for. It has no row, so asking for many fills nothing. */
export const makeAttachableToken = Effect.gen(function* () {
  const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const time = seconds.toString(36).padStart(7, "0")
  const salt = Redacted.value(randomText(yield* SecureRandom, 13))
  return `${time}${salt}${yield* keyedHash(USE, [time, salt], 12)}`
})

/** When a token that {@link makeAttachableToken} made ends, Unix time in milliseconds; undefined for others and those that have ended. */
export const endOfAttachable = Effect.fnUntraced(function* (token: string) {
  const [, time, salt, proof] = TOKEN.exec(token) ?? []
  if (time === undefined || salt === undefined || proof === undefined) return undefined
  if (!(yield* isKeyedHash(USE, [time, salt], proof))) return undefined
  const { attachableTtl } = yield* DeploymentSettings
  const ends = Number.parseInt(time, 36) * 1000 + attachableTtl
  return ends > (yield* Clock.currentTimeMillis) ? ends : undefined
})
