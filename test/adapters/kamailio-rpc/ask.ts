import { kamailioRpc, type KamailioRpcOptions, rpcRegistrations } from "@sipwright/adapters/kamailio-rpc"
import { type KamailioCommands, KamailioControl, type Registration, Registrations } from "@sipwright/core"
import { Effect } from "effect"

export interface Account {
  readonly username: string
  readonly domain: string
}

/** The commands as promises. */
export const controlOf = (options: KamailioRpcOptions) => {
  const run = <A, E>(use: (commands: KamailioCommands) => Effect.Effect<A, E>): Promise<A> =>
    Effect.runPromise(
      Effect.gen(function* () {
        const commands = yield* KamailioControl
        if (commands === undefined) throw new Error("the layer set no commands")
        return yield* use(commands)
      }).pipe(Effect.provide(kamailioRpc(options))),
    )
  return {
    endRegistrations: (account: Account) => run((it) => it.endRegistrations(account)),
    endRegistration: (account: Account, contact: string) => run((it) => it.endRegistration(account, contact)),
    reloadDomains: () => run((it) => it.reloadDomains()),
  }
}

export const listAt = (options: KamailioRpcOptions, account: Account): Promise<ReadonlyArray<Registration>> =>
  Effect.runPromise(Registrations.use((it) => it.list(account)).pipe(Effect.provide(rpcRegistrations(options))))

/** What a promise rejects with. */
export const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => Promise.reject(new Error(`it resolved to ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  )
