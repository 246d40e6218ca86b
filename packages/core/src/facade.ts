import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { localDirectory } from "./auth/local-directory.ts"
import { portablePasswordHasher } from "./auth/portable-password-hasher.ts"
import type { AuditRecord } from "./model/audit.ts"
import { hostProgram, type Principal } from "./model/principal.ts"
import { execute, type ListWindow, list } from "./operations/execute.ts"
import type { Call, Listing } from "./operations/operation.ts"
import { type Operations, operations } from "./operations/registry.ts"
import { AuditHook } from "./ports/audit-trail.ts"
import { type Deployment, DeploymentSettings, defaultDeployment } from "./ports/deployment.ts"
import { asOneCall } from "./ports/one-call.ts"
import type { OperatorDirectories } from "./ports/operator-directory.ts"
import type { PasswordHasher } from "./ports/password-hasher.ts"
import { type Observer, Telemetry } from "./ports/telemetry.ts"
import type { StorePorts } from "./ports/store-ports.ts"

/** Everything that operations need to run. */
export type Ports = StorePorts | OperatorDirectories | PasswordHasher

type AnyCall = Call<string, never, unknown, never, unknown, Ports>
type AnyListing = Listing<string, never, unknown, never, unknown, Ports>

type InputOf<Op> = Op extends { readonly input: { readonly Encoded: infer Text } } ? Text : never
type Arguments<Text> = object extends Text ? [input?: Text] : [input: Text]

/** An operation as a method: a call becomes a promise, a list an async iterable. Both reject with the operation's errors. */
export type Method<Op> = Op extends { readonly kind: "call"; readonly output: { readonly Type: infer Output } }
  ? (...input: Arguments<InputOf<Op>>) => Promise<Output>
  : Op extends { readonly kind: "stream"; readonly output: { readonly Type: infer Item } }
    ? (...input: Arguments<InputOf<Op> & ListWindow>) => AsyncIterable<Item>
    : never

/** All operations as methods, by group. */
export type Methods = {
  readonly [G in keyof Operations]: { readonly [M in keyof Operations[G]]: Method<Operations[G][M]> }
}

/** What a Sipwright is put together from. */
export interface SipwrightOptions<E = never> {
  /** Where everything is kept: `memoryStore()`, `sqlStore({ … })`, or your own ports. */
  readonly store: Layer.Layer<StorePorts, E>
  /** How Kamailio is set up; see {@link Deployment} for the defaults. */
  readonly deployment?: Partial<Deployment>
  /** Password hashing of the runtime, such as `nodeCrypto`; in JavaScript by default. */
  readonly crypto?: Layer.Layer<PasswordHasher>
  /** Where operators are known; our own tables by default. */
  readonly directories?: Layer.Layer<OperatorDirectories, E, StorePorts | PasswordHasher>
  /** Services of effect's runtime in place of its own, such as a `Logger` or, in tests, a `Clock`. */
  readonly runtime?: Layer.Layer<never>
  /** Called after every audited event. */
  readonly onAudit?: (record: AuditRecord) => void
  /** Told of every call, for metrics. */
  readonly observer?: Observer
}

/** The operations of one principal, as promises. */
export interface Sipwright extends Methods, AsyncDisposable {
  /** The same for another principal. */
  readonly as: (principal: Principal) => Methods
  /** Runs an effect over the ports, in one fiber. */
  readonly run: <A, E>(effect: Effect.Effect<A, E, Ports>) => Promise<A>
  /** Opens the store now rather than at the first call, and rejects if that fails. */
  readonly ready: () => Promise<void>
  /** Closes what the store opened. */
  readonly close: () => Promise<void>
}

/**
 * The library as promises: plain strings in and out, lists as async iterables; rejections are the error classes of the
 * operations. Without {@link Sipwright.as}, the embedding program itself is the principal, and may do everything.
 */
export const createSipwright = <E = never>(options: SipwrightOptions<E>): Sipwright => {
  const runtime = ManagedRuntime.make(portsLayer(options))
  const run: Sipwright["run"] = (effect) => runtime.runPromise(effect)
  const methodsOf = (principal: Principal) => makeMethods(run, principal)
  const close = () => runtime.dispose()
  return {
    ...methodsOf(hostProgram),
    as: methodsOf,
    run,
    ready: () => run(Effect.void),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** All ports as one layer, for programs that are written with effect themselves. */
export const portsLayer = <E>(options: SipwrightOptions<E>): Layer.Layer<Ports, E> => {
  const settings = Layer.mergeAll(
    Layer.succeed(DeploymentSettings, { ...defaultDeployment, ...options.deployment }),
    Layer.succeed(AuditHook, options.onAudit ?? (() => {})),
    Layer.succeed(Telemetry, options.observer),
    options.crypto ?? portablePasswordHasher(),
    options.runtime ?? Layer.empty,
  )
  const stored = Layer.provideMerge(options.store, settings)
  return Layer.provideMerge(options.directories ?? localDirectory, stored)
}

const makeMethods = (run: Sipwright["run"], principal: Principal): Methods => {
  const method = (operation: AnyCall | AnyListing) =>
    operation.kind === "call"
      ? (input: unknown = {}) => run(asOneCall(execute(operation, principal, input)))
      : (input: ListWindow = {}) => iterate(run, operation, principal, input)
  const methods = Object.entries(operations).map(([group, members]) => [
    group,
    Object.fromEntries(Object.entries(members).map(([name, member]) => [name, method(member as AnyCall | AnyListing)])),
  ])
  return Object.fromEntries(methods) as Methods
}

async function* iterate(run: Sipwright["run"], operation: AnyListing, principal: Principal, input: ListWindow) {
  const { after, limit, ...rest } = input
  let page = await run(asOneCall(list(operation, principal, rest, { after, limit })))
  for (;;) {
    yield* page.items
    if (page.more === undefined) return
    page = await run(asOneCall(page.more))
  }
}
