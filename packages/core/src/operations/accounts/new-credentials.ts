import * as Effect from "effect/Effect"
import { type DigestName, makeCredentials } from "../../auth/ha1.ts"
import { generateFiller } from "../../auth/tokens.ts"
import type { DigestAlgorithm, NewCredentials } from "../../model/credentials.ts"
import { DeploymentSettings } from "../../ports/deployment.ts"
import { DigestHasher } from "../../ports/digest-hasher.ts"
import { SecureRandom } from "../../ports/secure-random.ts"

/** Everything that is to be written for a new password of an account. */
export const credentialsFor = (
  name: DigestName,
  password: NewCredentials["password"],
  algorithms?: ReadonlyArray<DigestAlgorithm>,
) =>
  Effect.map(
    Effect.all([DigestHasher, DeploymentSettings, SecureRandom]),
    ([hasher, deployment, random]): NewCredentials =>
      makeCredentials(hasher, deployment, name, password, generateFiller(random), algorithms),
  )
