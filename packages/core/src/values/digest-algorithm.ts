import { DIGEST_ALGORITHMS, type DigestAlgorithm } from "../model/credentials.ts"
import { parsedString, Refusal } from "./parsed.ts"

/** A digest algorithm by its name in RFC 7616. */
export const DigestAlgorithmName = parsedString<DigestAlgorithm>(
  "DigestAlgorithm",
  (text) =>
    DIGEST_ALGORITHMS.find((known) => known === text) ?? new Refusal(`is none of ${DIGEST_ALGORITHMS.join(", ")}`),
)
