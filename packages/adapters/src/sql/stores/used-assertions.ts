import type { UsedAssertions } from "@sipwright/core"
import { query } from "../effects.ts"
import { insertIgnore } from "../statements/insert.ts"
import { makeSweep } from "../statements/sweep.ts"
import type { StoreDeps } from "../store-deps.ts"

export const makeUsedAssertions = ({ databases: { own }, tables }: StoreDeps): UsedAssertions["Service"] => {
  const add = insertIgnore(own.dialect, tables.usedAssertion, ["hash", "expires"])
  const sweep = makeSweep(own, tables.usedAssertion, "hash")
  return {
    use: ({ hash, expires }, now) =>
      query(async () => {
        const added = await own.run(add, [hash, expires])
        await sweep(now)
        return added === 1
      }),
  }
}
