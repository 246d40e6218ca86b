import { execFileSync } from "node:child_process"
import { closeSync, openSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { MissingProgram, requireProgram } from "./installed.ts"
import { temporaryDirectory } from "./temporary-directory.ts"

/** A file system of its own that can be filled up. */
export interface SmallDisk {
  readonly path: string
  readonly fill: () => void
  readonly clear: () => void
  readonly remove: () => void
}

const howToInstall = "on Debian: apt-get install mount"

const PIECE = Buffer.alloc(4096)

/** A file system of 16 MiB in memory. Throws MissingProgram where none may be mounted. */
export const mountSmallDisk = (): SmallDisk => {
  const mount = requireProgram("mount", howToInstall)
  const umount = requireProgram("umount", howToInstall)
  const home = temporaryDirectory("disk")
  try {
    execFileSync(mount, ["-t", "tmpfs", "-o", "size=16m,mode=0700", "tmpfs", home.path], { stdio: "pipe" })
  } catch {
    home.remove()
    throw new MissingProgram("no file system may be mounted here, which takes root")
  }
  const ballast = join(home.path, "ballast")
  return {
    path: home.path,
    fill: () => {
      const file = openSync(ballast, "a")
      try {
        for (;;) writeSync(file, PIECE)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error
      } finally {
        closeSync(file)
      }
    },
    clear: () => rmSync(ballast, { force: true }),
    remove: () => {
      execFileSync(umount, ["--lazy", home.path], { stdio: "pipe" })
      home.remove()
    },
  }
}
