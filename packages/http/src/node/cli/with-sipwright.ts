import type { Sipwright } from "@sipwright/core"
import type { Command } from "commander"
import { type Io, warnOn } from "./io.ts"
import { settingsOf } from "./settings-options.ts"
import { onMemory } from "./sql-only.ts"

/** Opens the product as a command's settings say, works with it as the host program, and closes it. */
export const withSipwright = async <A>(
  command: Command,
  io: Io,
  work: (sipwright: Sipwright) => Promise<A>,
  /** Refuses a store that forgets everything at the end. */
  { lasting = false }: { readonly lasting?: boolean } = {},
): Promise<A> => {
  const settings = settingsOf(command, io)
  if (lasting && settings.databaseUrl.kind === "memory") throw onMemory()
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
