import type { Command } from "commander"

/** Shells ask by `sipwright complete -- WORDS`, and get their script by `sipwright complete SHELL`. */
export const COMPLETE = "complete"

/** `sipwright complete`, of all commands that the program has by now. */
export const addCompletion = async (program: Command): Promise<void> => {
  const { default: tab } = await import("@bomb.sh/tab/commander")
  tab(program)
}

/** The same in the help of every other run, which does not have to load what makes it. */
export const describeCompletion = (program: Command): void => {
  program
    .command(COMPLETE)
    .argument("<shell>", "bash, zsh, fish or powershell")
    .description("print a script that completes commands and options in a shell: source <(sipwright complete bash)")
}
