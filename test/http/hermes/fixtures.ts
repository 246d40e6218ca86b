import { expect } from "vitest"
import { type Form, type HermesClient, outcome, type Reply } from "./client.ts"
import { tally as tallyWords } from "../../support/tally.ts"

export const ALICE = "alice@bar.bz"
export const BOB = "bob@bar.bz"
export const CAROL = "carol@elsewhere.example"
export const NOBODY = "nobody@bar.bz"

export const CAROLS_PASSWORD = "Carol's own secret"

/** Does it, and fails the test if it was not done. */
export const done = async (client: HermesClient, node: string, parameters: Form = {}): Promise<Reply> => {
  const reply = await client.call(node, parameters)
  expect(reply.body["response"], reply.text).toBe("ok")
  return reply
}

export const addLocal = (client: HermesClient, user: string, more: Form = {}) =>
  done(client, "user/add_local", { user, displayname: "", email: "", ...more })

export const addRemote = (client: HermesClient, user = CAROL, more: Form = {}) =>
  done(client, "user/add_remote", {
    user,
    password: CAROLS_PASSWORD,
    displayname: "Carol",
    registrar: "sip.elsewhere.example",
    ...more,
  })

/** The user object, as the client may see it. */
export const userObject = async (client: HermesClient, user: string): Promise<Readonly<Record<string, unknown>>> =>
  (await done(client, "user/get", { user })).body["user"] as Readonly<Record<string, unknown>>

/** What stands in `list`. */
export const listOf = ({ body }: Reply): ReadonlyArray<unknown> => body["list"] as ReadonlyArray<unknown>

/** How often each outcome came. */
export const tally = (replies: ReadonlyArray<Reply>): Readonly<Record<string, number>> =>
  tallyWords(replies.map(outcome))

/** Does the same so many times at once. */
export const atOnce = (times: number, act: (index: number) => Promise<Reply>): Promise<ReadonlyArray<Reply>> =>
  Promise.all(Array.from({ length: times }, (_, index) => act(index)))

/** Text that is no SIP address, and why. */
export const MALFORMED_ADDRESSES: ReadonlyArray<readonly [why: string, address: string]> = [
  ["no domain", "alice"],
  ["an empty user part", "@bar.bz"],
  ["an empty domain", "alice@"],
  ["two @", "alice@home@bar.bz"],
  ["a space", "al ice@bar.bz"],
  ["letters beyond ASCII", "ålice@bar.bz"],
  ["an escape", "al%69ce@bar.bz"],
  ["a user part of 65 characters", `${"a".repeat(65)}@bar.bz`],
  ["a domain of 65 characters", `alice@${"a".repeat(60)}.bz.aa`],
  ["a domain label of 64 characters", `alice@${"a".repeat(64)}`],
  ["very long text", `${"a".repeat(5000)}@bar.bz`],
  ["a domain with an underscore", "alice@bar_.bz"],
  ["only the scheme", "sip:"],
]
