import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface TemporaryDirectory {
  readonly path: string
  remove(): void
}

export function temporaryDirectory(purpose: string): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), `sipwright-${purpose}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Starts something in a directory of its own, which goes when that is stopped, or could not be started. */
export async function inOwnDirectory<A extends { readonly stop: () => Promise<void> }>(
  purpose: string,
  start: (path: string) => Promise<A>,
): Promise<A> {
  const home = temporaryDirectory(purpose)
  try {
    const started = await start(home.path)
    const stop = async () => {
      await started.stop()
      home.remove()
    }
    return { ...started, stop }
  } catch (error) {
    home.remove()
    throw error
  }
}
