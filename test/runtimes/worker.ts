import { smoke } from "./smoke.ts"

export default { fetch: async () => Response.json(await smoke()) }
