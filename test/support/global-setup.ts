import type { TestProject } from "vitest/node"
import { type KamailioInstallation, requireKamailio } from "./kamailio-installation.ts"
import { startMariaDb } from "./mariadb.ts"
import { startPostgres } from "./postgres.ts"
import type { DatabaseServer } from "./restartable.ts"
import { reasonToSkip } from "./skipping.ts"
import { requireSlapd, type SlapdInstallation } from "./slapd.ts"

export type Provided<A> = A | { readonly skip: string }

declare module "vitest" {
  interface ProvidedContext {
    mysql: Provided<{ readonly adminUrl: string }>
    postgres: Provided<{ readonly adminUrl: string }>
    kamailio: Provided<KamailioInstallation>
    slapd: Provided<SlapdInstallation>
  }
}

/** Starts the servers once for the whole run; the tests find them with `inject`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started: DatabaseServer[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()))
  }
  const start = async (server: Promise<DatabaseServer>): Promise<{ adminUrl: string }> => {
    const running = await server
    started.push(running)
    return { adminUrl: running.adminUrl }
  }
  const found = await Promise.allSettled([
    orSkip("MariaDB", () => start(startMariaDb())),
    orSkip("PostgreSQL", () => start(startPostgres())),
    orSkip("Kamailio", async () => requireKamailio()),
    orSkip("OpenLDAP", async () => requireSlapd()),
  ])
  const [mysql, postgres, kamailio, slapd] = found
  if (
    mysql.status === "rejected" ||
    postgres.status === "rejected" ||
    kamailio.status === "rejected" ||
    slapd.status === "rejected"
  ) {
    await stop()
    const reasons = found.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []))
    throw new Error(reasons.join("\n"))
  }
  project.provide("mysql", mysql.value)
  project.provide("postgres", postgres.value)
  project.provide("kamailio", kamailio.value)
  project.provide("slapd", slapd.value)
  return stop
}

async function orSkip<A>(name: string, start: () => Promise<A>): Promise<Provided<A>> {
  try {
    return await start()
  } catch (error) {
    return { skip: reasonToSkip(`tests with ${name}`, error) }
  }
}
