import type { Nonces } from "@sipwright/core"
import { query } from "../effects.ts"
import { insertIgnore } from "../statements/insert.ts"
import { makeSweep } from "../statements/sweep.ts"
import type { StoreDeps } from "../store-deps.ts"

export const makeNonces = ({ databases: { own }, tables }: StoreDeps): Nonces["Service"] => {
  const first = insertIgnore(own.dialect, tables.nonce, ["hash", "used", "expires"])
  const next = `UPDATE ${tables.nonce} SET used = ? WHERE hash = ? AND used < ?`
  const sweep = makeSweep(own, tables.nonce, "hash")
  return {
    use: ({ hash, count, expires }, now) =>
      query(async () => {
        // Whichever is likelier comes first; a count may begin above one, and a nonce be used for the first time twice.
        if (count > 1 && (await own.run(next, [count, hash, count])) === 1) return true
        if ((await own.run(first, [hash, count, expires])) === 1) {
          await sweep(now)
          return true
        }
        return (await own.run(next, [count, hash, count])) === 1
      }),
  }
}
