import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
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
import { StoreUnavailable } from "../../ports/store-error.ts"
import { domainOf, refOf, splitAddress, userOf } from "../../values/sip-address.ts"
import { actorOf, commit } from "../commit.ts"
import { onGuard } from "../guards.ts"
import { call } from "../operation.ts"
import { AccountView, accountView } from "../views.ts"
import { numberTaken, taken, touchesAddress } from "./account-needs.ts"
import { localAccount, newcomersOf, NewLocalAccount, NewRemoteAccount, remoteAccount } from "./new-account.ts"

const writesAddress = { level: 3, resource: "accounts", target: touchesAddress } as const

const addLocal = call({
  name: "accounts.addLocal",
  summary: "Makes an account that Kamailio authenticates, with a generated password where none is given",
  needs: writesAddress,
  input: NewLocalAccount,
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
  handler: (given, caller) => {
    const { address } = given
    const domain = domainOf(address)
    // The call that is made most: few effects, and no generator.
    const made = Effect.flatMap(newcomersOf(domain), (newcomers) => localAccount(given, newcomers, caller)).pipe(
      // That the address is taken is said before that the domain lacks something.
      Effect.catchTag("NoDefaultServers", (error) =>
        Effect.flatMap(
          Accounts.use((accounts) => accounts.find(refOf(address))),
          (existing) => Effect.fail(existing === undefined || existing.state === "gone" ? error : taken(address)),
        ),
      ),
    )
    return Effect.flatMap(made, (change) =>
      commit([change], actorOf(caller)).pipe(
        onGuard({
          "address-free": taken,
          "user-free": taken,
          "phone-number-free": numberTaken,
          "space-has-room": () => new SpaceFull({ domain }),
          "domain-present": () => new DomainNotLocal({ domain }),
        }),
        Effect.andThen(Clock.currentTimeMillis),
        Effect.map((time) =>
          accountView({
            ...change,
            ...change.settings,
            type: "local",
            state: change.activated ? "active" : "deactivated",
            version: 1,
            created: time,
            updated: time,
            username: userOf(address),
            domain,
            rpid: undefined,
          }),
        ),
      ),
    )
  },
})

const addRemote = call({
  name: "accounts.addRemote",
  summary: "Makes an account for phones that register elsewhere",
  needs: writesAddress,
  input: NewRemoteAccount,
  output: AccountView,
  errors: [AddressTaken, DomainIsLocal, InvalidInput, StoreUnavailable],
  handler: Effect.fnUntraced(function* (given, caller) {
    const { address, password } = given
    const made = yield* remoteAccount(given, yield* newcomersOf(domainOf(address)))
    yield* commit([made], actorOf(caller)).pipe(onGuard({ "address-free": taken }))
    const time = yield* Clock.currentTimeMillis
    const { user: username, domain } = splitAddress(address)
    return accountView({
      ...made.settings,
      type: "remote",
      address,
      state: "active",
      version: 1,
      created: time,
      updated: time,
      username,
      domain,
      credentials: { password },
    })
  }),
})

export const addAccounts = { addLocal, addRemote } as const
