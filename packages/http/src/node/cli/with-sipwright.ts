import type { Sipwright } from "@sipwright/core"
import type { Command } from "commander"
import { type Io, warnOn } from "./io.ts"
import { settingsOf } from "./settings-options.ts"

/** Opens the product as a command's settings say, works with it as the host program, and closes it. */
export const withSipwright = async <A>(
  command: Command,
  io: Io,
  work: (sipwright: Sipwright) => Promise<A>,
): Promise<A> => {
  const settings = settingsOf(command, io)
  const { compose } = await import("../compose.ts")
  const sipwright = await compose(settings, (level, _, sentence) => {
    if (level !== "info") warnOn(io)(sentence)
  })
  try {
    return await work(sipwright)
  } finally {
    await sipwright.close()
  }
}
