import { Phones } from "../../ports/phones.ts"
import { equal } from "../assertions.ts"
import { addLocal, address, mac } from "../fixtures.ts"
import type { StoreHarness } from "../harness.ts"
import { storeSuite } from "../store-test.ts"

export const phoneChangesContract = (harness: StoreHarness): void =>
  storeSuite(harness, "Provisioning: phones", (test) => {
    const pair = { mac: mac("00085d000001"), address: address("alice@example.org") }

    test("attaches to an account that is there, once", async (store) => {
      await store.refuses("account-present", { _tag: "AttachPhone", ...pair })
      await store.commit(addLocal("alice@example.org"), { _tag: "AttachPhone", ...pair })
      await store.refuses("phone-free", { _tag: "AttachPhone", ...pair })
    })

    test("detaches the pair and no other", async (store) => {
      const other = { ...pair, mac: mac("00085d000002") }
      await store.commit(
        addLocal("alice@example.org"),
        { _tag: "AttachPhone", ...pair },
        { _tag: "AttachPhone", ...other },
      )
      await store.commit({ _tag: "DetachPhone", ...pair })
      equal(await store.run(Phones.use((it) => it.phonesOf(pair.address))), [other.mac])
      await store.refuses("phone-present", { _tag: "DetachPhone", ...pair })
    })
  })
