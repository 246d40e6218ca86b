import type { Sipwright } from "@sipwright/core"
import { type Context, type Handler, Hono } from "hono"
import { HTTPException } from "hono/http-exception"
import { routePath } from "hono/route"
import { describeFlexisip } from "./dialects/flexisip/describe.ts"
import { flexisipParts } from "./dialects/flexisip/flexisip.ts"
import type { FlexisipOptions } from "./dialects/flexisip/options.ts"
import { describeHermes } from "./dialects/hermes/describe.ts"
import { type HermesOptions, hermesRoutes } from "./dialects/hermes/hermes.ts"
import { describeHomer } from "./dialects/homer/describe.ts"
import { homerRoutes } from "./dialects/homer/homer.ts"
import type { HomerOptions } from "./dialects/homer/options.ts"
import type { WebitelOptions } from "./dialects/webitel/options.ts"
import { describeWebitel } from "./dialects/webitel/routes.ts"
import { webitelRoutes } from "./dialects/webitel/webitel.ts"
import type { ClientAddress } from "./client-address.ts"
import { type DocsFile, docs } from "./docs.ts"
import { describeHealth, health } from "./health.ts"
import { answersAll, isLast } from "./last-handler.ts"
import type { OnError } from "./on-error.ts"
import { RememberingRouter } from "./remembering-router.ts"
import { responseHeaders } from "./middleware/response-headers.ts"
import { type MountedDialect, type OpenApiDocument, openApiDocument } from "./openapi/document.ts"
import { VERSION } from "./openapi/version.ts"

/** The HTTP dialects that can be mounted. */
export const DIALECTS = ["hermes", "homer", "webitel", "flexisip"] as const

/** The name of a dialect. */
export type Dialect = (typeof DIALECTS)[number]

/** What the whole server is put together from. */
export interface AppOptions {
  readonly sipwright: Sipwright
  /** All, by default. */
  readonly dialects?: ReadonlyArray<Dialect>
  readonly hermes?: Omit<HermesOptions, "clientAddress" | "groupsOnly">
  readonly homer?: Omit<HomerOptions, "clientAddress">
  readonly webitel?: Omit<WebitelOptions, "clientAddress">
  readonly flexisip?: Omit<FlexisipOptions, "clientAddress">
  /** Where calls come from; without it nobody is throttled by host, and API keys are refused. */
  readonly clientAddress?: ClientAddress
  /** Whether everything that answers depend on can be reached; asked by /readyz. */
  readonly isReady: () => Promise<boolean>
  /** Files of Swagger UI for /docs: `docsFile` of `@sipwright/http/node`, or your own; without it there is none. `false`: no /openapi.json either. */
  readonly docs?: DocsFile | false
  /** Told of what no dialect has an answer to, with the pattern of the path; it is answered with status 500. */
  readonly onError?: OnError
  /** Mounts what comes before everything else: middleware, and routes of yours. */
  readonly before?: (app: Hono) => unknown
}

type DescribedOptions = Pick<AppOptions, "dialects" | "hermes" | "homer" | "flexisip">

const ABOUT = `SIP accounts of a Kamailio, in the words of four systems that have clients for them.

Log in by **POST /api/auth/login** (Hermes), **POST /api/v3/auth** (HOMER 7) or **POST /login** (Webitel): whoever does so on this page is logged in for its other calls. Programs send an
API key in \`x-api-key\`.`

/** What is served with these options, as an OpenAPI 3.1 document with whole paths. */
export const describeApp = ({
  dialects = DIALECTS,
  hermes,
  homer,
  flexisip,
}: DescribedOptions = {}): OpenApiDocument => {
  const described: Readonly<Record<Dialect, () => MountedDialect>> = {
    hermes: () => ({ prefix: "/api", described: describeHermes(hermes) }),
    homer: () => ({ prefix: "/api", described: describeHomer(homer) }),
    webitel: () => ({ prefix: "", described: describeWebitel() }),
    flexisip: () => ({ prefix: "/api", described: describeFlexisip(flexisip) }),
  }
  return openApiDocument({
    version: VERSION,
    about: ABOUT,
    dialects: [
      ...DIALECTS.filter((name) => dialects.includes(name)).map((name) => described[name]()),
      { prefix: "", described: describeHealth() },
    ],
  })
}

const newHono = (): Hono =>
  new Hono({ router: new RememberingRouter(new Hono().router, ([handler]) => isLast(handler)) })

type OnRoute = (c: Context, path: string) => void

const tellingRoutes = (app: Hono, onRoute: OnRoute): Hono => {
  const telling = newHono()
  for (const { method, path, handler } of app.routes) {
    const told: Handler = (c, next) => {
      onRoute(c, path)
      return handler(c, next)
    }
    telling.on(method, path, isLast(handler) ? answersAll(told) : told)
  }
  return telling
}

/**
 * The whole server but for the headers that all answers have: whoever calls this gives them those. `onRoute` is told of the pattern of each path whose handler a call comes to; the
 * last one is that of its answer.
 */
export const assembleApp = (options: AppOptions, onRoute?: OnRoute): Hono => {
  const routes = routesOf(options)
  const app = onRoute === undefined ? routes : tellingRoutes(routes, onRoute)
  // Hono would write the stack, and whatever the error carries, to standard error.
  return app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    options.onError?.(error, routePath(c), c)
    return c.text("Internal Server Error\n", 500)
  })
}

const routesOf = (options: AppOptions): Hono => {
  const { sipwright, dialects = DIALECTS, clientAddress } = options
  const app = newHono()
  options.before?.(app)
  app.route("/", health(options.isReady))
  const document = () => describeApp(options)
  if (options.docs !== false) app.route("/", docs(document, options.docs))
  const common = clientAddress === undefined ? {} : { clientAddress }
  if (dialects.includes("homer")) app.route("/api", homerRoutes(sipwright, { ...options.homer, ...common }))
  if (dialects.includes("webitel")) app.route("/", webitelRoutes(sipwright, { ...options.webitel, ...common }))
  // Flexisip answers for all paths under /api that nobody else has, else Hermes does. Its own have none of Hermes' groups, and stand before that a call of
  // one need not go through the other.
  const groupsOnly = dialects.includes("flexisip")
  const flexisip = groupsOnly ? flexisipParts(sipwright, { ...options.flexisip, ...common }) : undefined
  if (flexisip !== undefined) app.route("/api", flexisip.routes)
  if (dialects.includes("hermes"))
    app.route("/api", hermesRoutes(sipwright, { ...options.hermes, ...common, groupsOnly }))
  if (flexisip !== undefined) app.route("/api", flexisip.rest)
  return app
}

/** The whole server: every dialect under its usual path, and the health endpoints. */
export const createApp = (options: AppOptions): Hono =>
  assembleApp({
    ...options,
    before: (app) => {
      app.use(responseHeaders)
      options.before?.(app)
    },
  })
