import type { Command } from "commander"
import { columns, pairs } from "./columns.ts"
import { UsageError } from "./exit-code.ts"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print, printList } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { withSipwright } from "./with-sipwright.ts"

interface ServersOptions extends OutputOptions {
  readonly registrarHost?: string
  readonly registrarPort: string
  readonly proxyHost?: string
  readonly proxyPort: string
  readonly provisioningUrl?: string
}

const serversOf = (domain: string, options: ServersOptions, registrar: string) => {
  const { registrarPort, proxyHost: proxy = registrar, proxyPort, provisioningUrl } = options
  if (provisioningUrl === undefined) throw new UsageError("--registrar-host needs --provisioning-url too.")
  return { domain, registrar, registrarPort, proxy, proxyPort, provisioningUrl }
}

const reloadNote = ({ reloaded }: { readonly reloaded: boolean }): string =>
  reloaded ? "" : " Kamailio sees it after domain.reload."

/** `sipwright domain …` */
export const addDomainCommands = (program: Command, io: Io): void => {
  const domain = program.command("domain").description("domains that Kamailio serves")

  const add = domain
    .command("add <domain>")
    .description("add a domain")
    .option(...JSON_OPTION)
    .action((name: string, options: OutputOptions) =>
      withSipwright(add, io, async (sipwright) => {
        const added = await sipwright.domains.add({ domain: name })
        await print(io, options, added, () => `Added the domain ${added.domain}.${reloadNote(added)}\n`)
      }),
    )

  const list = domain
    .command("list")
    .description("list domains")
    .option(...JSON_OPTION)
    .action((options: OutputOptions) =>
      withSipwright(list, io, async (sipwright) =>
        printList(io, options, await sipwright.domains.list(), (page, isFirst) =>
          columns(
            ["DOMAIN"],
            page.map((name) => [name]),
            isFirst,
          ),
        ),
      ),
    )

  const remove = domain
    .command("remove <domain>")
    .description("remove a domain that has no accounts and no aliases, and is no space")
    .option(...JSON_OPTION)
    .action((name: string, options: OutputOptions) =>
      withSipwright(remove, io, async (sipwright) => {
        const removed = await sipwright.domains.remove({ domain: name })
        await print(io, options, removed, () => `Removed the domain ${removed.domain}.${reloadNote(removed)}\n`)
      }),
    )

  const servers = domain
    .command("servers <domain>")
    .description("show the servers that new accounts of a domain get, or set them with --registrar-host")
    .option("--registrar-host <host>", "registrar; sets all of them, and needs --provisioning-url")
    .option("--registrar-port <port>", "port of the registrar", "5060")
    .option("--proxy-host <host>", "outbound proxy; the registrar, if not given")
    .option("--proxy-port <port>", "port of the proxy", "5060")
    .option("--provisioning-url <url>", "where phones fetch their configuration")
    .option(...JSON_OPTION)
    .action((name: string, options: ServersOptions) =>
      withSipwright(servers, io, async (sipwright) => {
        const shown =
          options.registrarHost === undefined
            ? await sipwright.domains.servers({ domain: name })
            : await sipwright.domains.setServers(serversOf(name, options, options.registrarHost))
        await print(io, options, shown, () => pairs(Object.entries(shown)))
      }),
    )

  for (const command of [add, list, remove, servers]) withSettings(command, "store")
}
