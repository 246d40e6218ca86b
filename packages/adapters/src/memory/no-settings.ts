import type { PhoneSettings } from "@sipwright/core"

/** What an account that was made outside begins with. */
export const noSettings: PhoneSettings = {
  displayName: "",
  authId: undefined,
  registrar: undefined,
  registrarPort: undefined,
  proxy: undefined,
  proxyPort: undefined,
  dialPlan: undefined,
  lineText: undefined,
}
