import type { Handlers } from "./handlers.ts"
import { require } from "./require.ts"

export const trial: Handlers<"EndTrial"> = {
  EndTrial: () => require(false, "no-trial", "the change set"),
}
