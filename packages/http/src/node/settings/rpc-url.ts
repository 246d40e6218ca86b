import { type Reader, Refused } from "./refused.ts"

/** Where a Kamailio takes RPC by HTTP. The text may hold a password, so it is kept out of every message. */
export const rpcUrl: Reader<string> = (text) =>
  URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol)
    ? text
    : new Refused("is no URL such as http://127.0.0.1:5060/RPC or https://USER:PASSWORD@HOST/RPC")
