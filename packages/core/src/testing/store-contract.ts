import { accountNumbersContract } from "./account-numbers-contract.ts"
import { accountProfilesContract } from "./account-profiles-contract.ts"
import { accountsContract } from "./accounts-contract.ts"
import { aliasesContract } from "./aliases-contract.ts"
import { apiKeysContract } from "./api-keys-contract.ts"
import { attachedTokensContract } from "./attached-tokens-contract.ts"
import { auditTrailContract } from "./audit-trail-contract.ts"
import { domainTokensContract } from "./domain-tokens-contract.ts"
import { domainsContract } from "./domains-contract.ts"
import type { StoreHarness } from "./harness.ts"
import { noncesContract } from "./nonces-contract.ts"
import { numberPoolContract } from "./number-pool-contract.ts"
import { authorizationsContract, operatorsContract } from "./operators-contract.ts"
import { phonesContract } from "./phones-contract.ts"
import { provisioningContract } from "./provisioning-contract.ts"
import { registrationsContract } from "./registrations-contract.ts"
import { rolesContract } from "./roles-contract.ts"
import { sessionsContract } from "./sessions-contract.ts"
import { spacesContract } from "./spaces-contract.ts"
import { throttlesContract } from "./throttles-contract.ts"
import { tokenKeysContract } from "./token-keys-contract.ts"
import { usedAssertionsContract } from "./used-assertions-contract.ts"
import { visitsContract } from "./visits-contract.ts"

/** The suites of all ports of a store. */
export const storeContract = (harness: StoreHarness): void => {
  accountsContract(harness)
  accountProfilesContract(harness)
  accountNumbersContract(harness)
  aliasesContract(harness)
  phonesContract(harness)
  numberPoolContract(harness)
  domainsContract(harness)
  registrationsContract(harness)
  provisioningContract(harness)
  sessionsContract(harness)
  operatorsContract(harness)
  authorizationsContract(harness)
  apiKeysContract(harness)
  rolesContract(harness)
  domainTokensContract(harness)
  throttlesContract(harness)
  usedAssertionsContract(harness)
  visitsContract(harness)
  tokenKeysContract(harness)
  auditTrailContract(harness)
  noncesContract(harness)
  attachedTokensContract(harness)
  spacesContract(harness)
}
