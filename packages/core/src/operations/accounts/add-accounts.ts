import { Clock, Effect, Schema } from "effect"
import { generatePassword, generateProvisioningToken } from "../../auth/tokens.ts"
import { type AccountProfile, noPhoneSettings, noProfile, type PhoneSettings } from "../../model/account.ts"
import {
  AddressTaken,
  DomainIsLocal,
  DomainNotLocal,
  Forbidden,
  InvalidInput,
  NoDefaultServers,
  PhoneNumberTaken,
  SpaceFull,
} from "../../model/errors.ts"
import { Accounts } from "../../ports/accounts.ts"
import { DeploymentSettings } from "../../ports/deployment.ts"
import { Domains } from "../../ports/domains.ts"
import { SecureRandom } from "../../ports/secure-random.ts"
import { StoreUnavailable } from "../../ports/store-error.ts"
import { AccessLevel } from "../../values/access-level.ts"
import { Dictionary } from "../../values/dictionary.ts"
import { DigestAlgorithmName } from "../../values/digest-algorithm.ts"
import { DtmfProtocol } from "../../values/dtmf-protocol.ts"
import { E164Number } from "../../values/e164-number.ts"
import { PortNumber } from "../../values/port-number.ts"
import { NewPassword } from "../../values/secret-text.ts"
import { domainOf, refOf, SipAddress, splitAddress } from "../../values/sip-address.ts"
import { requiredText, text } from "../../values/text.ts"
import { actorOf, commit } from "../commit.ts"
import { notAboveIn } from "../granting.ts"
import { onGuard } from "../guards.ts"
import { call } from "../operation.ts"
import { AccountView, accountView } from "../views.ts"
import { numberTaken, taken, touchesAddress } from "./account-needs.ts"
import { credentialsFor } from "./new-credentials.ts"

const writesAddress = { level: 3, resource: "accounts", target: touchesAddress } as const

const addLocal = call({
  name: "accounts.addLocal",
  summary: "Makes an account that Kamailio authenticates, with a generated password where none is given",
  needs: writesAddress,
  input: Schema.Struct({
    address: SipAddress,
    displayName: text(255),
    email: text(255),
    password: Schema.optional(NewPassword),
    /** What digest challenges of ours offer for it; Kamailio has one algorithm of its own for everybody. */
    algorithm: Schema.optional(DigestAlgorithmName),
    /** Whether it may register at once; true by default. */
    activated: Schema.optional(Schema.Boolean),
    phoneNumber: Schema.optional(E164Number),
    dtmfProtocol: Schema.optional(DtmfProtocol),
    dictionary: Schema.optional(Dictionary),
    access: Schema.optional(AccessLevel),
    /** Whether its phone settings come from the servers of its domain, which then have to be set; true by default. */
    servers: Schema.optional(Schema.Boolean),
    /** Whether a provisioning token is made for it; false by default. */
    provisioning: Schema.optional(Schema.Boolean),
  }),
  output: AccountView,
  errors: [
    AddressTaken,
    DomainNotLocal,
    Forbidden,
    InvalidInput,
    NoDefaultServers,
    PhoneNumberTaken,
    SpaceFull,
    StoreUnavailable,
  ],
  handler: Effect.fnUntraced(function* ({ address, displayName, email, activated = true, ...given }, caller) {
    const { access = 0 } = given
    const domain = domainOf(address)
    yield* notAboveIn(domain, access, caller)
    const domains = yield* Domains
    if (!(yield* domains.isLocal(domain))) return yield* new DomainNotLocal({ domain })
    const servers = (given.servers ?? true) ? yield* domains.servers(domain) : noPhoneSettings
    if (servers === undefined) {
      const existing = yield* Accounts.use((accounts) => accounts.find(refOf(address)))
      return yield* existing === undefined || existing.state === "gone"
        ? new NoDefaultServers({ domain })
        : taken(address)
    }
    const deployment = yield* DeploymentSettings
    const random = yield* SecureRandom
    const name = { username: splitAddress(address).user, domain }
    const algorithms = given.algorithm === undefined ? undefined : [given.algorithm]
    const credentials = yield* credentialsFor(name, given.password ?? generatePassword(random), algorithms)
    const { registrar, registrarPort, proxy, proxyPort } = servers
    const settings: PhoneSettings = { ...noPhoneSettings, displayName, registrar, registrarPort, proxy, proxyPort }
    const profile: AccountProfile = {
      ...noProfile,
      phoneNumber: given.phoneNumber,
      dtmfProtocol: given.dtmfProtocol,
      dictionary: given.dictionary ?? {},
      access,
      provisioningToken: given.provisioning === true ? generateProvisioningToken(random) : undefined,
    }
    const permissions = deployment.defaultPermissions
    const uniqueUser = deployment.realm !== undefined
    const time = yield* Clock.currentTimeMillis
    const made = { address, settings, email, permissions, credentials, profile, activated }
    yield* commit([{ _tag: "AddLocalAccount", ...made, uniqueUser }], actorOf(caller)).pipe(
      onGuard({
        "address-free": taken,
        "user-free": taken,
        "phone-number-free": numberTaken,
        "space-has-room": () => new SpaceFull({ domain }),
      }),
    )
    return accountView({
      type: "local",
      state: activated ? "active" : "deactivated",
      version: 1,
      created: time,
      updated: time,
      ...name,
      ...settings,
      ...made,
      rpid: undefined,
    })
  }),
})

const addRemote = call({
  name: "accounts.addRemote",
  summary: "Makes an account for phones that register elsewhere",
  needs: writesAddress,
  input: Schema.Struct({
    address: SipAddress,
    password: NewPassword,
    displayName: text(255),
    registrar: requiredText(255),
    registrarPort: Schema.optional(PortNumber),
    proxy: Schema.optional(text(255)),
    proxyPort: Schema.optional(PortNumber),
    authId: Schema.optional(text(255)),
    dialPlan: Schema.optional(text(1024)),
    lineText: Schema.optional(text(255)),
  }),
  output: AccountView,
  errors: [AddressTaken, DomainIsLocal, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* ({ address, password, ...given }, caller) {
    const domain = domainOf(address)
    if (yield* Domains.use((domains) => domains.isLocal(domain))) return yield* new DomainIsLocal({ domain })
    const settings: PhoneSettings = {
      displayName: given.displayName,
      authId: given.authId || undefined,
      registrar: given.registrar,
      registrarPort: given.registrarPort,
      proxy: given.proxy || undefined,
      proxyPort: given.proxyPort,
      dialPlan: given.dialPlan || undefined,
      lineText: given.lineText || undefined,
    }
    const time = yield* Clock.currentTimeMillis
    yield* commit([{ _tag: "AddRemoteAccount", address, settings, password }], actorOf(caller)).pipe(
      onGuard({ "address-free": taken }),
    )
    const { user: username } = splitAddress(address)
    return accountView({
      type: "remote",
      address,
      state: "active",
      version: 1,
      created: time,
      updated: time,
      username,
      domain,
      ...settings,
      credentials: { password },
    })
  }),
})

export const addAccounts = { addLocal, addRemote } as const
