import { HOME, LOCAL, type useWorld } from "../hermes/world.ts"
import { FlexisipClient } from "./client.ts"

export const ELSEWHERE = "198.51.100.7"

type OpenWorld = ReturnType<typeof useWorld>["world"]

/** Keys of operators, and clients that hold them. */
export const makeClients = (world: OpenWorld) => {
  const client = new FlexisipClient(world.request, { "x-test-client": HOME }, LOCAL)
  const keyOf = async (access: "limited_read" | "full_read" | "full_write" | "super"): Promise<string> => {
    const { key } = await world.sipwright.apiKeys.add({ host: "0.0.0.0/0", access })
    return key ?? ""
  }
  return {
    client,
    keyOf,
    operator: async (access: Parameters<typeof keyOf>[0]) => client.with({ "x-api-key": await keyOf(access) }),
  }
}

/** An account of the local domain that can register. */
export const addAccount = async (
  world: OpenWorld,
  user: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly address: string; readonly password: string }> => {
  const address = user.includes("@") ? user : `${user}@${LOCAL}`
  const password = "testtest"
  await world.sipwright.accounts.addLocal({
    address,
    displayName: "",
    email: "",
    password,
    servers: false,
    ...more,
  })
  return { address, password }
}
