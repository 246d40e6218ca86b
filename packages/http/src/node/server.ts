import type { JwtIssuer, Sipwright } from "@sipwright/core"
import * as Redacted from "effect/Redacted"
import type { Context, Hono } from "hono"
import { assembleApp } from "../app.ts"
import type { FlexisipOptions } from "../dialects/flexisip/options.ts"
import { type OnAnswered, telling } from "./answered-call.ts"
import type { ClientAddress } from "../client-address.ts"
import type { OnError } from "../on-error.ts"
import { compose } from "./compose.ts"
import { checkDirectories } from "./directory-check.ts"
import { docsFile } from "./docs-file.ts"
import { makeFirstOperator } from "./first-operator.ts"
import { HTTP_LIMITS, type HttpLimits, type ListenAddress, type Listening, listenHttp } from "./http-server.ts"
import { jwtIssuerOf } from "./jwt-issuer.ts"
import { addMissingDomains, localDomains } from "./local-domains.ts"
import { localesIn } from "./locales.ts"
import { type Log, logTo } from "./log.ts"
import type { Metrics } from "./metrics.ts"
import { checkPasswordStorage } from "./password-storage-check.ts"
import { readinessOf } from "./readiness.ts"
import { logRequests } from "./request-log.ts"
import { type ServedCall, servedCallOf } from "./served-call.ts"
import type { Settings } from "./settings.ts"
import { clientAddressBehind, isSecureBehind } from "./trusted-proxy.ts"

/** What a server writes to, and what it bears. */
export interface StartOptions {
  /** One line an event on standard output, by default. */
  readonly log?: Log
  /** Where a generated password may be shown: standard output, if it is a terminal, by default. */
  readonly terminal?: { readonly write: (text: string) => unknown } | undefined
  readonly limits?: HttpLimits
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string
  readonly sipwright: Sipwright
  /** Answers the calls in flight, takes no new ones, and closes the store last. Can be called again. */
  readonly close: () => Promise<void>
}

/** Closing a store whose database hangs must not keep the process. */
const STORE_PATIENCE = 1000

const within = (milliseconds: number, work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const thisTerminal = () => (process.stdout.isTTY ? process.stdout : undefined)

const welcome = async (sipwright: Sipwright, settings: Settings, log: Log, terminal: StartOptions["terminal"]) => {
  for (const domain of await addMissingDomains(sipwright, localDomains(settings))) {
    log("info", "domain-added", `Added the domain ${domain}.`, { domain })
  }
  const first = await makeFirstOperator(sipwright, settings, terminal !== undefined)
  if (first.kind === "not-needed") return
  const made = `Made the first operator ${first.name}, with access super.`
  const fields = { operator: first.name, ...(first.kind === "filed" ? { passwordFile: first.path } : {}) }
  const where =
    first.kind === "filed" ? ` Its generated password is in ${first.path}; delete that file once you have it.` : ""
  log("info", "first-operator", `${made}${where}`, fields)
  if (first.kind === "shown") terminal?.write(`Password, shown only this once: ${Redacted.value(first.password)}\n`)
}

/** What the app is made with that has to be looked for. */
interface FromFiles {
  readonly jwt: JwtIssuer | undefined
  readonly locales: FlexisipOptions["locales"]
}

const readFiles = async (settings: Settings): Promise<FromFiles> => ({
  jwt: await jwtIssuerOf(settings),
  locales: settings.flexisipLocales === undefined ? {} : await localesIn(settings.flexisipLocales),
})

const answeringOf = (
  sipwright: Sipwright,
  settings: Settings,
  log: Log,
  { jwt, locales = {} }: FromFiles,
  metrics: Metrics | undefined,
) => {
  const [domain] = localDomains(settings)
  const isSecureCall = isSecureBehind(settings.trustProxy)
  const isSecure = (c: Context) => isSecureCall(servedCallOf(c).incoming)
  const onError: OnError = (error, path, c) => {
    const kind = error instanceof Error ? error.name : typeof error
    log("error", "call-failed", `A call of ${path} could not be answered (${kind}).`, {
      requestId: servedCallOf(c).outgoing.requestId,
      path,
      kind,
    })
  }
  const clientOf = clientAddressBehind(settings.trustProxy, (peer) => {
    const sentence = `${peer} sends X-Forwarded-For and is not in SIPWRIGHT_TRUST_PROXY, so its own address counts.`
    log("warn", "untrusted-proxy", sentence, { peer })
  })
  const clientAddress: ClientAddress = (c) => clientOf(servedCallOf(c).incoming)
  const listeners: ReadonlyArray<OnAnswered> = [
    ...(settings.logRequests ? [logRequests(log, clientOf)] : []),
    ...(metrics === undefined ? [] : [metrics.onAnswered]),
  ]
  const before = (app: Hono) => {
    if (metrics !== undefined) app.get("/metrics", metrics.handler)
  }
  const onRoute = (c: Context, path: string) => {
    servedCallOf(c).route = path
  }
  const app = assembleApp(
    {
      sipwright,
      before,
      dialects: settings.dialects,
      isReady: readinessOf(sipwright),
      docs: settings.docs ? docsFile : false,
      clientAddress,
      onError,
      hermes: {
        httpStatus: settings.httpStatus,
        requireCookie: settings.requireCookie,
        get: settings.hermesGet,
        isSecure,
        onError,
      },
      homer: { status: settings.homerStatus, httpAuthAllow: settings.httpAuthAllow, isSecure, onError },
      webitel: {
        hideUnknown: settings.webitelHideUnknown,
        ...(settings.webitelCdrUrl === undefined ? {} : { cdrHost: settings.webitelCdrUrl }),
        onError,
      },
      flexisip: {
        profile: settings.flexisipProfile,
        phoneUsernames: settings.flexisipPhoneUsernames,
        locales,
        ...(domain === undefined ? {} : { domain }),
        ...(jwt === undefined ? {} : { jwt }),
        isSecure,
        onError,
      },
    },
    onRoute,
  )
  return telling((request, call: ServedCall) => app.fetch(request, call), listeners)
}

const addressOf = ({ socket, socketMode, host, port }: Settings): ListenAddress =>
  socket === undefined ? { host, port } : { path: socket, mode: socketMode }

/**
 * Opens the store, makes what the settings ask for (domains, the first operator) and listens. Rejects, with nothing left open,
 * with SettingsError, StartRefused, SqlStoreError, StoreUnavailable or the system's error of listening.
 */
export const startServer = async (settings: Settings, options: StartOptions = {}): Promise<RunningServer> => {
  const began = performance.now()
  const { log = logTo(process.stdout), limits = HTTP_LIMITS } = options
  const terminal = "terminal" in options ? options.terminal : thisTerminal()
  await checkPasswordStorage(settings)
  const files = await readFiles(settings)
  const metrics = settings.metrics
    ? (await import("./metrics.ts")).makeMetrics({ key: settings.metricsKey })
    : undefined
  const sipwright = await compose(settings, log, metrics)
  let listening: Listening
  try {
    await sipwright.ready()
    await welcome(sipwright, settings, log, terminal)
    listening = await listenHttp(answeringOf(sipwright, settings, log, files, metrics), addressOf(settings), limits)
  } catch (error) {
    await within(STORE_PATIENCE, sipwright.close())
    throw error
  }
  const { url } = listening
  const milliseconds = Math.round(performance.now() - began)
  log("info", "listening", `Sipwright listens on ${url}`, { url, pid: process.pid, milliseconds })
  // Not waited for: a directory that hangs must not keep the others from being served.
  checkDirectories(sipwright, log).catch(() => {})

  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= listening.close().then(() => within(STORE_PATIENCE, sipwright.close()))
    return closing
  }
  return { url, sipwright, close }
}
