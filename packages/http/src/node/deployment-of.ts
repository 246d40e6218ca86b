import { type Deployment, defaultDeployment, parseCallPermissions, Refusal } from "@sipwright/core"
import type { Settings } from "./settings.ts"
import { SettingsError } from "./settings/settings-error.ts"

/** How Kamailio is set up, as the settings say. */
export const deploymentOf = (settings: Settings): Deployment => {
  const defaultPermissions = parseCallPermissions(String(settings.defaultPermission))
  if (defaultPermissions instanceof Refusal) {
    throw new SettingsError(`SIPWRIGHT_DEFAULT_PERMISSION ${defaultPermissions.sentence}.`)
  }
  return {
    ...defaultDeployment,
    passwordStorage: settings.passwordStorage ?? defaultDeployment.passwordStorage,
    realm: settings.realm,
    algorithm: settings.kamailioAlgorithm,
    defaultPermissions,
    sessionTtl: settings.sessionTtl,
    authKeyTtl: settings.authKeyTtl,
    cookieTtl: settings.homerSessionTtl,
    bearerTtl: settings.homerTokenTtl,
    tokenTtl: settings.webitelTokenTtl,
    audience: settings.audience,
    nonceTtl: settings.nonceTtl,
  }
}
