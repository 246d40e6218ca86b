import { randomBytes } from "node:crypto"
import {
  createSipwright,
  defaultDeployment,
  type DomainName,
  portableDigestHash,
  SecureRandom,
  type Sipwright,
} from "@sipwright/core"
import { openSqlAdministration, sqlStore, type SqlStoreOptions } from "@sipwright/adapters/sql"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { databases, type TestDatabase } from "../../support/databases.ts"

const newKey = () => randomBytes(32).toString("hex")

const working = async <A>(store: SqlStoreOptions, work: (sipwright: Sipwright) => Promise<A>): Promise<A> => {
  await using sipwright = createSipwright({ store: sqlStore(store) })
  return await work(sipwright)
}

const rekey = async (store: SqlStoreOptions, onProgress?: (seen: number, total: number) => void): Promise<number> => {
  const random = await Effect.runPromise(Effect.map(SecureRandom, (it) => it))
  const rules = { ...defaultDeployment }
  const administration = await openSqlAdministration({ store, rules, random, hasher: portableDigestHash })
  try {
    return await administration.rekey(onProgress)
  } finally {
    await administration.close()
  }
}

for (const kind of databases()) {
  describe.skipIf(kind.skip !== undefined)(`rekey: ${kind.name}`, () => {
    const withStore = async (test: (database: TestDatabase, store: SqlStoreOptions) => Promise<void>) => {
      const database = await kind.create()
      const domains = ["example.org" as DomainName]
      try {
        await test(database, {
          database: { url: database.url },
          createKamailioTables: true,
          secretKey: newKey(),
          domains,
        })
      } finally {
        await database.close()
      }
    }

    const fill = (store: SqlStoreOptions) =>
      working(store, async (sipwright) => {
        await sipwright.domains.add({ domain: "example.org" })
        const add = (user: string) =>
          sipwright.accounts.addLocal({
            address: `${user}@example.org`,
            displayName: "",
            email: "",
            password: `secret of ${user}`,
            servers: false,
          })
        for (const user of ["active", "blocked", "outside"]) await add(user)
        await sipwright.accounts.block({ address: "blocked@example.org" })
        const remote = { displayName: "", registrar: "sip.elsewhere.example" }
        await sipwright.accounts.addRemote({ ...remote, address: "r@elsewhere.example", password: "secret of r" })
        await sipwright.accounts.addMany({
          items: Array.from({ length: 600 }, (_, index) => ({ address: `u${index}@example.org`, servers: false })),
        })
      })

    it("seals everything anew, and the old key is not needed any more", () =>
      withStore(async (database, store) => {
        await fill(store)
        await database.query(
          "UPDATE subscriber SET ha1 = '0123456789abcdef0123456789abcdef' WHERE username = 'outside'",
        )
        const { secretKey: old } = store
        const renewed = { ...store, secretKey: newKey() }
        await expect(rekey(renewed)).rejects.toMatchObject({ reason: "wrong-key" })
        const both = { ...renewed, oldSecretKeys: [old] }
        const progress: Array<readonly [number, number]> = []
        expect(await rekey(both, (seen, total) => progress.push([seen, total]))).toBe(604)
        expect(progress.at(-1)).toEqual([604, 604])
        expect(await rekey(both)).toBe(0)
        await working(renewed, async (sipwright) => {
          const passwordOf = async (address: string) => (await sipwright.accounts.get({ address })).password
          expect(await passwordOf("active@example.org")).toBe("secret of active")
          expect(await passwordOf("r@elsewhere.example")).toBe("secret of r")
          expect(await passwordOf("outside@example.org")).toBeNull()
          await sipwright.accounts.unblock({ address: "blocked@example.org" })
          expect(await passwordOf("blocked@example.org")).toBe("secret of blocked")
        })
        await expect(working(store, (sipwright) => sipwright.ready())).rejects.toMatchObject({ reason: "wrong-key" })
      }))

    it("does not forget a key that something waits for", () =>
      withStore(async (database, store) => {
        await fill(store)
        await database.query(
          "INSERT INTO sipwright_journal (id, payload, owner, lease_until) VALUES ('x', '1.00000000.x', 'o', 9999999999999)",
        )
        const both = { ...store, secretKey: newKey(), oldSecretKeys: [store.secretKey] }
        await expect(rekey(both)).rejects.toMatchObject({ reason: "keys-in-use" })
        await database.query("DELETE FROM sipwright_journal")
        expect(await rekey(both)).toBe(0)
      }))
  })
}
