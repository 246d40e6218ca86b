import { randomUUID } from "node:crypto"
import { link, open, rename, rm } from "node:fs/promises"

/** A file that only its owner can read, written completely under a name of its own, until it gets its real one. */
export interface PrivateFile {
  /** Takes the place of a file of that name. */
  readonly replace: () => Promise<void>
  /** Leaves a file that is there already alone, and answers false then. */
  readonly claim: () => Promise<boolean>
  readonly discard: () => Promise<void>
}

/** Writes the text beside `path`, mode 0600 from the beginning. */
export const writePrivateFile = async (path: string, text: string): Promise<PrivateFile> => {
  const draft = `${path}.${randomUUID()}`
  const discard = () => rm(draft, { force: true })
  const file = await open(draft, "wx", 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } catch (error) {
    await discard()
    throw error
  } finally {
    await file.close()
  }
  return {
    discard,
    replace: () => rename(draft, path),
    claim: async () => {
      try {
        // Unlike a rename, a link fails where the name is taken: of two processes exactly one wins.
        await link(draft, path)
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
        throw error
      } finally {
        await discard()
      }
    },
  }
}
