import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeCredentials } from "../../auth/ha1.ts"
import { generateFiller, generatePassword, generateProvisioningToken } from "../../auth/tokens.ts"
import { noPhoneSettings, noProfile, type PhoneSettings } from "../../model/account.ts"
import type { AddLocalAccount, AddRemoteAccount } from "../../model/change.ts"
import type { DomainServers } from "../../model/domain-servers.ts"
import { DomainIsLocal, DomainNotLocal, NoDefaultServers } from "../../model/errors.ts"
import { DeploymentSettings } from "../../ports/deployment.ts"
import { DigestHasher } from "../../ports/digest-hasher.ts"
import { Domains } from "../../ports/domains.ts"
import type { StoreUnavailable } from "../../ports/store-error.ts"
import { SecureRandom } from "../../ports/secure-random.ts"
import { AccessLevel } from "../../values/access-level.ts"
import { CallPermissions } from "../../values/call-permissions.ts"
import { Dictionary } from "../../values/dictionary.ts"
import { DigestAlgorithmName } from "../../values/digest-algorithm.ts"
import type { DomainName } from "../../values/domain-name.ts"
import { DtmfProtocol } from "../../values/dtmf-protocol.ts"
import { E164Number } from "../../values/e164-number.ts"
import { PortNumber } from "../../values/port-number.ts"
import { NewPassword } from "../../values/secret-text.ts"
import { domainOf, SipAddress, splitAddress } from "../../values/sip-address.ts"
import { requiredText, text } from "../../values/text.ts"
import { notAboveIn } from "../granting.ts"
import type { Caller } from "../operation.ts"

/** What can be said of a new account that Kamailio authenticates. */
export const NewLocalAccount = Schema.Struct({
  address: SipAddress,
  displayName: text(255),
  email: text(255),
  /** Generated, where it is absent. */
  password: Schema.optional(NewPassword),
  /** What digest challenges of ours offer for it; Kamailio has one algorithm of its own for everybody. */
  algorithm: Schema.optional(DigestAlgorithmName),
  /** Whether it may register at once; true by default. */
  activated: Schema.optional(Schema.Boolean),
  /** What it may call; those of new accounts of the deployment by default. */
  permissions: Schema.optional(CallPermissions),
  phoneNumber: Schema.optional(E164Number),
  dtmfProtocol: Schema.optional(DtmfProtocol),
  dictionary: Schema.optional(Dictionary),
  access: Schema.optional(AccessLevel),
  /** Whether its phone settings come from the servers of its domain, which then have to be set; true by default. */
  servers: Schema.optional(Schema.Boolean),
  /** Whether a provisioning token is made for it; false by default. */
  provisioning: Schema.optional(Schema.Boolean),
})

/** What a phone is told of an account, beside its name. */
export const OwnPhoneSettings = Schema.Struct({
  registrar: Schema.optional(text(255)),
  registrarPort: Schema.optional(PortNumber),
  proxy: Schema.optional(text(255)),
  proxyPort: Schema.optional(PortNumber),
  authId: Schema.optional(text(255)),
  dialPlan: Schema.optional(text(1024)),
  lineText: Schema.optional(text(255)),
})

/** What can be said of a new account for phones that register elsewhere. */
export const NewRemoteAccount = Schema.Struct({
  address: SipAddress,
  password: NewPassword,
  displayName: text(255),
  ...OwnPhoneSettings.fields,
  registrar: requiredText(255),
})

/** What a domain has for new accounts. */
export interface Newcomers {
  readonly isLocal: boolean
  readonly servers: DomainServers | undefined
}

export const newcomersOf = (domain: DomainName): Effect.Effect<Newcomers, StoreUnavailable, Domains> =>
  Domains.use((domains) => domains.lookUp(domain))

type GivenLocalAccount = typeof NewLocalAccount.Type

/** What new accounts are made with. */
const makings = Effect.all({ deployment: DeploymentSettings, random: SecureRandom, hasher: DigestHasher })
type Makings = Effect.Success<typeof makings>

/** The change that makes a local account which its maker may make, or why it cannot be. */
const assemble = (
  given: GivenLocalAccount,
  newcomers: Newcomers,
  { deployment, random, hasher }: Makings,
): AddLocalAccount | DomainNotLocal | NoDefaultServers => {
  const { address, displayName, email, access = 0 } = given
  const { user: username, domain: ofAddress } = splitAddress(address)
  const domain = ofAddress as DomainName
  if (!newcomers.isLocal) return new DomainNotLocal({ domain })
  const servers = (given.servers ?? true) ? newcomers.servers : noPhoneSettings
  if (servers === undefined) return new NoDefaultServers({ domain })
  const algorithms = given.algorithm === undefined ? undefined : [given.algorithm]
  const password = given.password ?? generatePassword(random)
  const { registrar, registrarPort, proxy, proxyPort } = servers
  return {
    _tag: "AddLocalAccount",
    address,
    settings: { ...noPhoneSettings, displayName, registrar, registrarPort, proxy, proxyPort },
    email,
    permissions: given.permissions ?? deployment.defaultPermissions,
    credentials: makeCredentials(
      hasher,
      deployment,
      { username, domain },
      password,
      generateFiller(random),
      algorithms,
    ),
    profile: {
      phoneNumber: given.phoneNumber,
      dtmfProtocol: given.dtmfProtocol,
      dictionary: given.dictionary ?? noProfile.dictionary,
      access,
      provisioningToken: given.provisioning === true ? generateProvisioningToken(random) : undefined,
    },
    activated: given.activated ?? true,
    uniqueUser: deployment.realm !== undefined,
    local: true,
  }
}

/** Makes changes of {@link localAccount}, one after the other; where nothing has to be asked for that, by `Effect.succeed` itself. */
export const localAccounts = Effect.map(
  makings,
  (made) =>
    <A>(given: GivenLocalAccount, newcomers: Newcomers, caller: Caller, use: (change: AddLocalAccount) => A) => {
      const account = (): Effect.Effect<A, DomainNotLocal | NoDefaultServers> => {
        const change = assemble(given, newcomers, made)
        return "address" in change ? Effect.succeed(use(change)) : Effect.fail(change)
      }
      const { access = 0 } = given
      return access === 0 ? account() : Effect.flatMap(notAboveIn(domainOf(given.address), access, caller), account)
    },
)

/** The change that makes a local account, or why it may not be. */
export const localAccount = (given: GivenLocalAccount, newcomers: Newcomers, caller: Caller) =>
  Effect.flatMap(localAccounts, (make) => make(given, newcomers, caller, (change) => change))

/** Phone settings as they are kept: what is empty is not set. */
export const phoneSettingsOf = (displayName: string, given: typeof OwnPhoneSettings.Type): PhoneSettings => ({
  displayName,
  authId: given.authId || undefined,
  registrar: given.registrar || undefined,
  registrarPort: given.registrarPort,
  proxy: given.proxy || undefined,
  proxyPort: given.proxyPort,
  dialPlan: given.dialPlan || undefined,
  lineText: given.lineText || undefined,
})

/** The change that makes a remote account, or why it may not be. */
export const remoteAccount = (
  { address, password, displayName, ...given }: typeof NewRemoteAccount.Type,
  { isLocal }: Newcomers,
): Effect.Effect<AddRemoteAccount, DomainIsLocal> => {
  const settings = phoneSettingsOf(displayName, given)
  return isLocal
    ? Effect.fail(new DomainIsLocal({ domain: domainOf(address) }))
    : Effect.succeed({ _tag: "AddRemoteAccount", address, settings, password })
}
