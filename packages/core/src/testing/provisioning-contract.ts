import type { StoreHarness } from "./harness.ts"
import { accountStateContract } from "./provisioning/account-states.ts"
import { addAccountContract } from "./provisioning/add-accounts.ts"
import { changeAccountContract } from "./provisioning/change-accounts.ts"
import { removeAccountContract } from "./provisioning/remove-accounts.ts"
import { aliasChangesContract } from "./provisioning/alias-changes.ts"
import { atomicityContract } from "./provisioning/atomicity.ts"
import { concurrencyContract } from "./provisioning/concurrency.ts"
import { domainChangesContract } from "./provisioning/domain-changes.ts"
import { numberChangesContract } from "./provisioning/number-changes.ts"
import { operatorChangesContract } from "./provisioning/operator-changes.ts"
import { phoneChangesContract } from "./provisioning/phone-changes.ts"

/** `Provisioning`: every change, every guard, all or nothing, many at once. */
export const provisioningContract = (harness: StoreHarness): void => {
  addAccountContract(harness)
  changeAccountContract(harness)
  removeAccountContract(harness)
  accountStateContract(harness)
  aliasChangesContract(harness)
  phoneChangesContract(harness)
  numberChangesContract(harness)
  domainChangesContract(harness)
  operatorChangesContract(harness)
  atomicityContract(harness)
  concurrencyContract(harness)
}
