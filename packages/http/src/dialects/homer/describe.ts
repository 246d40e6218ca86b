import type { DescribedDialect } from "../../openapi/described.ts"
import { headerSchemes } from "../../openapi/security-schemes.ts"
import { describeHomer5 } from "./homer5/routes.ts"
import { SID_COOKIE } from "./homer5/session-cookie.ts"
import { describeHomer7 } from "./homer7/routes.ts"
import type { HomerOptions } from "./options.ts"

/** What the document says of HOMER's logins as they are mounted with these options. */
export const describeHomer = (options: Pick<HomerOptions, "status"> = {}): DescribedDialect => ({
  groups: [
    { name: "HOMER 5", about: "Sessions in a cookie" },
    { name: "HOMER 7", about: "Logins with tokens, and the other end of `http_auth`" },
  ],
  securitySchemes: {
    homerCookie: { type: "apiKey", in: "cookie", name: SID_COOKIE, description: "set by POST /session" },
    ...headerSchemes,
  },
  calls: [...describeHomer5(options), ...describeHomer7()],
})
