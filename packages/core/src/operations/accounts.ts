import { accountDictionaries } from "./accounts/account-dictionaries.ts"
import { accountPasswords } from "./accounts/account-passwords.ts"
import { accountStates } from "./accounts/account-states.ts"
import { addAccounts } from "./accounts/add-accounts.ts"
import { addManyAccounts } from "./accounts/add-many-accounts.ts"
import { readAccounts } from "./accounts/read-accounts.ts"
import { removeAccount } from "./accounts/remove-account.ts"
import { replaceAccount } from "./accounts/replace-account.ts"
import { updateAccounts } from "./accounts/update-accounts.ts"

export const accounts = {
  ...readAccounts,
  ...addAccounts,
  ...addManyAccounts,
  ...updateAccounts,
  ...replaceAccount,
  ...accountPasswords,
  ...accountStates,
  ...accountDictionaries,
  ...removeAccount,
} as const
