import type { Command } from "commander"
import { columns } from "./columns.ts"
import { given } from "./given.ts"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, printList } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { withSipwright } from "./with-sipwright.ts"

interface AuditOptions extends OutputOptions {
  readonly who?: string
  readonly what?: string
  readonly about?: string
  readonly since?: string
  readonly until?: string
  readonly limit: string
}

/** Unix time in milliseconds, to the second and in UTC. */
const timeText = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ")

/** `sipwright audit` */
export const addAuditCommand = (program: Command, io: Io): void => {
  const command = program
    .command("audit")
    .description("show what was changed, by whom, and what happened to credentials; newest first, times in UTC")
    .option("--who <name>", "only what this operator or account did, or the API key with this id")
    .option("--what <pattern>", "only operations that match, with * and ?: accounts.*")
    .option("--about <pattern>", "only where this stands in the details: an address, a number")
    .option("--since <time>", "from then on: RFC 3339, or seconds of Unix time")
    .option("--until <time>", "before that")
    .option("--limit <count>", "how many at most; all: no limit", "50")
    .option(...JSON_OPTION)
    .action(({ who, what, about, since, until, limit, ...options }: AuditOptions) =>
      withSipwright(command, io, (sipwright) => {
        const filters = given({ principal: who, operation: what, about, since, until })
        const records = sipwright.audit.list({ ...filters, ...(limit === "all" ? {} : { limit: Number(limit) }) })
        return printList(io, options, records, (page, isFirst) =>
          columns(
            ["TIME", "WHO", "WHAT", "DETAILS"],
            page.map((one) => [timeText(one.time), one.principal, one.operation, JSON.stringify(one.details)]),
            isFirst,
          ),
        )
      }),
    )
  withSettings(command, "store")
}
