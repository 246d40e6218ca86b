import type { Command } from "commander"
import { columns } from "./columns.ts"
import type { Io } from "./io.ts"
import { roleSentence } from "./role-sentence.ts"
import { generateOperatorPassword } from "./generated-password.ts"
import { type PasswordOptions, readNewPassword, withPasswordOptions } from "./password-input.ts"
import { JSON_OPTION, type OutputOptions, print, printList } from "./print.ts"
import { withSettings } from "./settings-options.ts"
import { withSipwright } from "./with-sipwright.ts"

interface NewPasswordOptions extends OutputOptions, PasswordOptions {
  readonly generate?: boolean
}

interface AddOptions extends NewPasswordOptions {
  readonly access: string
  readonly fullName?: string
  readonly email?: string
}

const withNewPassword = (command: Command): Command =>
  withPasswordOptions(command).option("--generate", "generate the password, and show it once")

/** A generated password is the only one that is ever shown. */
const newPassword = async (io: Io, options: NewPasswordOptions) =>
  options.generate === true
    ? { password: await generateOperatorPassword(options), isShown: true }
    : { password: await readNewPassword(io, options), isShown: false }

const shownOnce = (password: string) => `Password, shown only this once: ${password}\n`

/** `sipwright operator …` */
export const addOperatorCommands = (program: Command, io: Io): void => {
  const operator = program.command("operator").description("people and programs that call the API")

  const add = operator
    .command("add <name>")
    .description("make an operator")
    .option("--access <level>", "none, limited_read, full_read, full_write or super (or 0 to 4)", "limited_read")
    .option("--full-name <text>", "the person's name")
    .option("--email <address>", "e-mail address")
    .option(...JSON_OPTION)
    .action(async (name: string, options: AddOptions) => {
      const { password, isShown } = await newPassword(io, options)
      await withSipwright(add, io, async (sipwright) => {
        const { access, fullName = "", email = "" } = options
        const made = await sipwright.operators.add({ name, password, access, fullName, email })
        const text = () =>
          `Made the operator ${made.name}, with access ${made.access}.\n${isShown ? shownOnce(password) : ""}`
        await print(io, options, isShown ? { ...made, password } : made, text)
      })
    })
  withNewPassword(add)

  const list = operator
    .command("list")
    .description("list operators")
    .option(...JSON_OPTION)
    .action((options: OutputOptions) =>
      withSipwright(list, io, async (sipwright) =>
        printList(io, options, await sipwright.operators.list(), (page, isFirst) =>
          columns(
            ["NAME", "ACCESS", "DIRECTORY", "FULL NAME", "EMAIL"],
            page.map((one) => [one.name, one.access, one.directory ?? "-", one.fullName, one.email]),
            isFirst,
          ),
        ),
      ),
    )

  const passwd = operator
    .command("passwd <name>")
    .description("give an operator another password")
    .option(...JSON_OPTION)
    .action(async (name: string, options: NewPasswordOptions) => {
      const { password, isShown } = await newPassword(io, options)
      await withSipwright(passwd, io, async (sipwright) => {
        const changed = await sipwright.operators.update({ name, password })
        const text = () => `Changed the password of ${changed.name}.\n${isShown ? shownOnce(password) : ""}`
        await print(io, options, isShown ? { ...changed, password } : changed, text)
      })
    })
  withNewPassword(passwd)

  const access = operator
    .command("access <name> <level>")
    .description("give an operator another access level")
    .option(...JSON_OPTION)
    .action((name: string, level: string, options: OutputOptions) =>
      withSipwright(access, io, async (sipwright) => {
        const changed = await sipwright.operators.authorize({ name, access: level })
        await print(io, options, changed, () => `${changed.name} has access ${changed.access} now.\n`)
      }),
    )

  const role = operator
    .command("role <name> [role]")
    .description("give an operator a role of its own (Webitel's acl), or without one take it away")
    .option(...JSON_OPTION)
    .action((name: string, given: string | undefined, options: OutputOptions) =>
      withSipwright(role, io, async (sipwright) => {
        const done = await sipwright.roles.assign({ operator: name, ...(given === undefined ? {} : { role: given }) })
        await print(io, options, done, () => roleSentence(done))
      }),
    )

  const remove = operator
    .command("remove <name>")
    .description("remove an operator, its access and its sessions")
    .option(...JSON_OPTION)
    .action((name: string, options: OutputOptions) =>
      withSipwright(remove, io, async (sipwright) => {
        const removed = await sipwright.operators.remove({ name })
        await print(io, options, removed, () => `Removed the operator ${removed.name}.\n`)
      }),
    )

  for (const command of [add, list, passwd, access, role, remove]) withSettings(command, "store")
}
