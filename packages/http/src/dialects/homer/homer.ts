import type { Sipwright } from "@sipwright/core"
import { Hono } from "hono"
import { responseHeaders } from "../../middleware/response-headers.ts"
import { homer5 } from "./homer5/homer5.ts"
import { homer7 } from "./homer7/homer7.ts"
import type { HomerOptions } from "./options.ts"

/** {@link homer} without the headers that its answers have. */
export const homerRoutes = (sipwright: Sipwright, options: HomerOptions = {}): Hono =>
  new Hono().route("/v1", homer5(sipwright, options)).route("/v3", homer7(sipwright, options))

/**
 * The logins of HOMER: those of HOMER 5 under /v1 (sessions in a cookie), those of HOMER 7 under /v3 (JWTs, and the receiver of its `http_auth`). Mount it
 * under any prefix; `/api` is the usual one.
 */
export const homer = (sipwright: Sipwright, options: HomerOptions = {}): Hono =>
  new Hono().use("/v1/*", responseHeaders).use("/v3/*", responseHeaders).route("/", homerRoutes(sipwright, options))
