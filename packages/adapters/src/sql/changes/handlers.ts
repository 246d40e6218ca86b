import { makeAddAccount } from "./add-account.ts"
import { makeAliasChanges } from "./aliases.ts"
import { makeApiKeyChanges } from "./api-keys.ts"
import { makeChangeAccount } from "./change-account.ts"
import { makeChangePassword } from "./change-password.ts"
import type { Handlers } from "./change-transaction.ts"
import { makeDomainTokenChanges } from "./domain-tokens.ts"
import { makeDomainChanges } from "./domains.ts"
import { makeSetForwarding } from "./forwarding.ts"
import { fail } from "./fail.ts"
import type { HandlerDeps } from "./handler-deps.ts"
import { makeMirrorPermissions } from "./mirror-permissions.ts"
import { makeAddNumberRange } from "./number-range.ts"
import { makeNumberChanges } from "./numbers.ts"
import { makeOperatorChanges } from "./operators.ts"
import { makePhoneChanges } from "./phones.ts"
import { makePresentAccount } from "./present-account.ts"
import { makeRemoveAccount } from "./remove-account.ts"
import { makeReserveAddress } from "./reserve-address.ts"
import { makeRoleChanges } from "./roles.ts"
import { makeEndSessions } from "./sessions.ts"
import { makeSpaceChanges } from "./spaces.ts"
import { makeSetAccountState } from "./set-account-state.ts"

/** The one table of what is done for each kind of change. */
export const makeHandlers = (deps: HandlerDeps): Handlers => {
  const accounts = makePresentAccount(deps)
  const reserve = makeReserveAddress(deps, accounts)
  const mirror = makeMirrorPermissions(deps)
  const addAccount = makeAddAccount(deps, reserve, mirror)
  const password = makeChangePassword(deps, accounts)
  const alias = makeAliasChanges(deps, accounts, reserve)
  const phone = makePhoneChanges(deps, accounts)
  const number = makeNumberChanges(deps)
  const domain = makeDomainChanges(deps)
  const operator = makeOperatorChanges(deps)
  const apiKey = makeApiKeyChanges(deps, accounts)
  const role = makeRoleChanges(deps, accounts)
  const space = makeSpaceChanges(deps)
  const domainToken = makeDomainTokenChanges(deps)
  return {
    AddLocalAccount: addAccount.local,
    AddRemoteAccount: addAccount.remote,
    ChangeAccount: makeChangeAccount(deps, accounts, mirror),
    ChangeCredentials: password.local,
    ChangeRemotePassword: password.remote,
    SetAccountState: makeSetAccountState(deps, accounts),
    RemoveAccount: makeRemoveAccount(deps, accounts),
    AddAlias: alias.add,
    RemoveAlias: alias.remove,
    AttachPhone: phone.attach,
    DetachPhone: phone.detach,
    AddNumber: number.add,
    AddNumberRange: makeAddNumberRange(deps),
    TakeNumber: number.take,
    AddDomain: domain.add,
    RemoveDomain: domain.remove,
    SetDomainServers: domain.setServers,
    SetForwarding: makeSetForwarding(accounts),
    AddOperator: operator.add,
    ChangeOperator: operator.change,
    RemoveOperator: operator.remove,
    Authorize: operator.authorize,
    Deauthorize: operator.deauthorize,
    EndSessions: makeEndSessions(deps),
    AddApiKey: apiKey.add,
    RemoveApiKey: apiKey.remove,
    AddRole: role.add,
    PutRole: role.replace,
    RemoveRole: role.remove,
    AssignRole: role.assign,
    AddDomainToken: domainToken.add,
    SetDomainTokenEnabled: domainToken.setEnabled,
    RemoveDomainToken: domainToken.remove,
    AddSpace: space.add,
    PutSpace: space.put,
    RemoveSpace: space.remove,
    EndTrial: async () => fail("no-trial", "the change set"),
  }
}
