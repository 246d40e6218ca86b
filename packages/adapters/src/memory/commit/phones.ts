import { phoneKey } from "../tables/own.ts"
import type { Handlers } from "./handlers.ts"
import { presentAccount } from "./present-account.ts"
import { require } from "./require.ts"

export const phones: Handlers<"AttachPhone" | "DetachPhone"> = {
  AttachPhone: (tables, { mac, address }) => {
    const key = phoneKey({ mac, address })
    presentAccount(tables, address)
    require(!tables.phones.has(key), "phone-free", key)
    tables.phones.put(key, { mac, address })
  },
  DetachPhone: (tables, { mac, address }) => {
    const key = phoneKey({ mac, address })
    require(tables.phones.has(key), "phone-present", key)
    tables.phones.delete(key)
  },
}
