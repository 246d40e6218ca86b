import type { Command } from "commander"
import { columns, pairs } from "./columns.ts"
import { given } from "./given.ts"
import type { Io } from "./io.ts"
import { readNewPassword, type PasswordOptions, withPasswordOptions } from "./password-input.ts"
import { JSON_OPTION, type OutputOptions, print, printList } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { withSipwright } from "./with-sipwright.ts"
import { roleSentence } from "./role-sentence.ts"

const REMOTE_OPTIONS = [
  "registrarHost",
  "registrarPort",
  "proxyHost",
  "proxyPort",
  "authId",
  "dialPlan",
  "lineText",
] as const

interface AddOptions extends OutputOptions, PasswordOptions, Partial<Record<(typeof REMOTE_OPTIONS)[number], string>> {
  readonly name?: string
  readonly email?: string
  readonly remote?: boolean
}

const addLocal = (command: Command, io: Io, address: string, options: AddOptions) =>
  withSipwright(command, io, async (sipwright) => {
    const { name = "", email = "" } = options
    const made = await sipwright.accounts.addLocal({ address, displayName: name, email })
    const answer = { address: made.address, type: made.type, password: made.password }
    await print(
      io,
      options,
      answer,
      () => `Made the account ${made.address}.\nPassword, shown only this once: ${made.password}\n`,
    )
  })

const addRemote = async (command: Command, io: Io, address: string, options: AddOptions) => {
  const password = await readNewPassword(io, options)
  await withSipwright(command, io, async (sipwright) => {
    const { name = "", registrarHost = "", registrarPort, proxyHost, proxyPort, authId, dialPlan, lineText } = options
    const optional = given({ registrarPort, proxy: proxyHost, proxyPort, authId, dialPlan, lineText })
    const input = { address, password, displayName: name, registrar: registrarHost, ...optional }
    const made = await sipwright.accounts.addRemote(input)
    const answer = { address: made.address, type: made.type }
    await print(io, options, answer, () => `Made the remote account ${made.address}.\n`)
  })
}

const stayNote = ({ registrationsEnded }: { readonly registrationsEnded: boolean }): string =>
  registrationsEnded ? "" : " What it has registered stays until it expires."

const STATES = [
  ["block", "keep an account from registering and from logging in here, until it is unblocked"],
  ["unblock", "let a blocked account register again, with its old password, unless it is deactivated"],
  ["deactivate", "keep an account from registering, until it is activated"],
  ["activate", "let an account register again, with its old password, unless it is blocked"],
] as const

const addStateCommands = (account: Command, io: Io): ReadonlyArray<Command> =>
  STATES.map(([name, description]) => {
    const command: Command = account
      .command(`${name} <address>`)
      .description(description)
      .option(...JSON_OPTION)
      .action((address: string, options: OutputOptions) =>
        withSipwright(command, io, async (sipwright) => {
          const done = await sipwright.accounts[name]({ address })
          const note = done.state === "active" ? "" : stayNote(done)
          await print(io, options, done, () => `The account ${done.address} is ${done.state}.${note}\n`)
        }),
      )
    return command
  })

/** A value of an account for people. */
const textOf = (value: string | number | Readonly<Record<string, string>> | null) =>
  typeof value === "object" && value !== null
    ? Object.entries(value)
        .map(([name, entry]) => `${name}=${entry}`)
        .join(", ")
    : value

const SECRETS = ["password", "ha1", "ha1b"]

/** `sipwright account …` */
export const addAccountCommands = (program: Command, io: Io): void => {
  const account = program.command("account").description("SIP accounts")

  const add = account
    .command("add <address>")
    .description(
      "make an account, with a generated password that is shown once; --remote: for phones that register elsewhere",
    )
    .option("--name <text>", "what the phone shows")
    .option("--email <address>", "e-mail address, of a local account")
    .option("--remote", "the account is one of another service")
    .option("--registrar-host <host>", "of a remote account, needed")
    .option("--registrar-port <port>", "of a remote account")
    .option("--proxy-host <host>", "of a remote account")
    .option("--proxy-port <port>", "of a remote account")
    .option("--auth-id <text>", "digest user name of a remote account, where it differs")
    .option("--dial-plan <text>", "of a remote account")
    .option("--line-text <text>", "of a remote account")
    .option(...JSON_OPTION)
    .action((address: string, options: AddOptions) =>
      options.remote === true ? addRemote(add, io, address, options) : addLocal(add, io, address, options),
    )
  withPasswordOptions(add)

  const get = account
    .command("get <address>")
    .description("show an account")
    .option("--secrets", "show its password and hashes too")
    .option(...JSON_OPTION)
    .action((address: string, options: OutputOptions & { readonly secrets?: boolean }) =>
      withSipwright(get, io, async (sipwright) => {
        const found = Object.entries(await sipwright.accounts.get({ address }))
        const shown = found.filter(([field]) => options.secrets === true || !SECRETS.includes(field))
        await print(io, options, Object.fromEntries(shown), () =>
          pairs(shown.map(([field, value]) => [field, textOf(value)])),
        )
      }),
    )

  const list = account
    .command("list")
    .description("list accounts")
    .option("--search <pattern>", "only addresses that match, with * and ?")
    .option(...JSON_OPTION)
    .action(({ search, ...options }: OutputOptions & { readonly search?: string }) =>
      withSipwright(list, io, (sipwright) =>
        printList(io, options, sipwright.accounts.list(given({ search })), (page, isFirst) =>
          columns(
            ["ADDRESS", "TYPE", "NAME"],
            page.map(({ address, type, displayName }) => [address, type, displayName]),
            isFirst,
          ),
        ),
      ),
    )

  const role = account
    .command("role <address> [role]")
    .description("give an account a role of its own (Webitel's acl), or without one take it away")
    .option(...JSON_OPTION)
    .action((address: string, name: string | undefined, options: OutputOptions) =>
      withSipwright(role, io, async (sipwright) => {
        const done = await sipwright.roles.assign({ account: address, ...given({ role: name }) })
        await print(io, options, done, () => roleSentence(done))
      }),
    )

  const remove = account
    .command("remove <address>")
    .description("remove an account that has no phones and no aliases")
    .option(...JSON_OPTION)
    .action((address: string, options: OutputOptions) =>
      withSipwright(remove, io, async (sipwright) => {
        const removed = await sipwright.accounts.remove({ address })
        await print(io, options, removed, () => `Removed the account ${removed.address}.${stayNote(removed)}\n`)
      }),
    )

  const access = account
    .command("access <address> <level>")
    .description("let an account administer its domain (full_write) or everything (super); none takes it away")
    .option(...JSON_OPTION)
    .action((address: string, level: string, options: OutputOptions) =>
      withSipwright(access, io, async (sipwright) => {
        const done = await sipwright.accounts.setAccess({ address, access: level })
        await print(io, options, done, () => `The account ${done.address} has access ${done.access}.\n`)
      }),
    )

  const states = addStateCommands(account, io)
  for (const command of [add, get, list, role, remove, access, ...states]) withSettings(command, "store")
}
