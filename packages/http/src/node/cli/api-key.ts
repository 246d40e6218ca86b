import { readFile } from "node:fs/promises"
import type { Command } from "commander"
import { columns } from "./columns.ts"
import type { Io } from "./io.ts"
import { JSON_OPTION, type OutputOptions, print, printList } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { withSipwright } from "./with-sipwright.ts"

interface AddOptions extends OutputOptions {
  readonly host: string
  readonly access: string
  readonly expires?: string
  readonly label?: string
  readonly publicKeyFile?: string
}

const timeText = (milliseconds: number | null): string =>
  milliseconds === null ? "-" : new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")

/** `sipwright api-key …` */
export const addApiKeyCommands = (program: Command, io: Io): void => {
  const apiKey = program.command("api-key").description("credentials of programs, bound to where they come from")

  const add = apiKey
    .command("add")
    .description("make an API key, which is shown once; with a public key there is nothing to show")
    .requiredOption("--host <host>", "an address, a network such as 192.0.2.0/24, or a name")
    .option("--access <level>", "limited_read, full_read, full_write or super (or 1 to 4)", "limited_read")
    .option("--expires <time>", "when it ends: RFC 3339, or seconds of Unix time")
    .option("--label <text>", "for people")
    .option("--public-key-file <path>", "the public half of an Ed25519 or P-256 key, PEM or JWK")
    .option(...JSON_OPTION)
    .action(async ({ host, access, expires, label, publicKeyFile, ...options }: AddOptions) => {
      const publicKey = publicKeyFile === undefined ? undefined : await readFile(publicKeyFile, "utf8")
      await withSipwright(add, io, async (sipwright) => {
        const made = await sipwright.apiKeys.add({
          host,
          access,
          ...(expires === undefined ? {} : { expires }),
          ...(label === undefined ? {} : { label }),
          ...(publicKey === undefined ? {} : { publicKey }),
        })
        const shown = made.key === null ? "" : `Key, shown only this once: ${made.key}\n`
        await print(io, options, made, () => `Made the API key ${made.id}, with access ${made.access}.\n${shown}`)
      })
    })

  const list = apiKey
    .command("list")
    .description("list API keys of programs, without their secrets")
    .option(...JSON_OPTION)
    .action((options: OutputOptions) =>
      withSipwright(list, io, async (sipwright) =>
        printList(io, options, await sipwright.apiKeys.list(), (page, isFirst) =>
          columns(
            ["ID", "ACCESS", "HOST", "KIND", "EXPIRES", "LAST USED", "LABEL"],
            page.map((key) => [
              key.id,
              key.access,
              key.host,
              key.kind,
              timeText(key.expires),
              timeText(key.lastUsed),
              key.label,
            ]),
            isFirst,
          ),
        ),
      ),
    )

  const remove = apiKey
    .command("remove <id>")
    .description("remove an API key by its id, and end its sessions")
    .option(...JSON_OPTION)
    .action((id: string, options: OutputOptions) =>
      withSipwright(remove, io, async (sipwright) => {
        const removed = await sipwright.apiKeys.remove({ key: id })
        await print(io, options, removed, () => `Removed the API key ${removed.id}.\n`)
      }),
    )

  for (const command of [add, list, remove]) withSettings(command, "store")
}
