import { fileURLToPath } from "node:url"
import { type PinnedServer, startPinned } from "../pinned-process.ts"

const SERVER = fileURLToPath(import.meta.resolve("./server.ts"))

/** The handlers by hand as a process of their own, on the same core as the product. */
export const startBare = (databaseUrl: string): Promise<PinnedServer> =>
  startPinned({
    name: "bare",
    args: [SERVER],
    environment: (port) => ({ BARE_DATABASE_URL: databaseUrl, BARE_PORT: String(port) }),
    readyPath: "/health",
  })
