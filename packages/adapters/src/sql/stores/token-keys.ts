import type { TokenKeys } from "@sipwright/core"
import * as Effect from "effect/Effect"
import type { StoreDeps } from "../store-deps.ts"

/** Keys derived from the secret key of the store, which is in no table. */
export const makeTokenKeys = ({ secrets }: StoreDeps): TokenKeys["Service"] => ({
  keysFor: (use) => Effect.sync(() => secrets.derive(use)),
})
