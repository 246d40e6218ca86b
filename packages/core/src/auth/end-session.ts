import * as Effect from "effect/Effect"
import { Unauthorized } from "../model/errors.ts"
import type { SessionForm } from "../model/session.ts"
import { auditCredential } from "../operations/commit.ts"
import { DigestHasher } from "../ports/digest-hasher.ts"
import { Sessions } from "../ports/sessions.ts"
import { constantTimeEqual } from "./compare.ts"
import { hashToken } from "./tokens.ts"

/**
 * Ends the session of that form and name (its cookie or token, where it has no other); one that has ended already is no error. Where a cookie is given, it
 * has to be the session's own, else {@link Unauthorized}. `operation` is what the audit trail calls it.
 */
export const endSession = Effect.fnUntraced(function* (
  { form, name, cookie }: { readonly form: SessionForm; readonly name: string; readonly cookie?: string | undefined },
  operation: string,
) {
  const hasher = yield* DigestHasher
  const sessions = yield* Sessions
  const found = yield* sessions.find(hashToken(hasher, name))
  if (found === undefined || found.session.form !== form) return
  const { nameHash, subject, cookieHash } = found.session
  if (cookie !== undefined && !constantTimeEqual(cookieHash, hashToken(hasher, cookie))) {
    return yield* new Unauthorized()
  }
  yield* sessions.remove(nameHash)
  yield* auditCredential({ principal: subject.name, operation }, {})
})
