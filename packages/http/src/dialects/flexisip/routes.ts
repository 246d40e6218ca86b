import { adminRoutes, createRoute } from "./accounts/admin-routes.ts"
import { deviceRoutes, deviceRoutesOf2020 } from "./accounts/device-routes.ts"
import { ownRoutes } from "./accounts/own-routes.ts"
import * as Effect from "effect/Effect"
import { text } from "./answer.ts"
import { anybody, by, type Route } from "./route.ts"
import { spaceRoutes } from "./spaces/space-routes.ts"

const pong = () => Effect.succeed(text("pong"))

/** The protocol of 2020. */
const ROUTES_OF_2020: ReadonlyArray<Route> = [
  by("user")("GET", "/ping", [], pong, { about: "Whether an account may come in", reply: "text" }),
  ...deviceRoutesOf2020,
  createRoute,
]

/** The protocol of 2025. Where two paths fit, the first one counts. */
const ROUTES: ReadonlyArray<Route> = [
  anybody("GET", "/ping", [], pong, { about: "Whether the server answers", reply: "text", isOfHost: true }),
  ...ownRoutes,
  ...deviceRoutes,
  ...adminRoutes,
  ...spaceRoutes,
]

export const routesOf = (profile: "2020" | "2025"): ReadonlyArray<Route> =>
  profile === "2020" ? ROUTES_OF_2020 : ROUTES
