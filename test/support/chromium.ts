import { type Browser, chromium } from "playwright-core"
import { findProgram, requireProgram } from "./installed.ts"

const NAMES = ["chromium", "chromium-browser", "google-chrome"]

/** The path of the installed Chromium; throws MissingProgram. */
export const requireChromium = (): string =>
  NAMES.map(findProgram).find((found) => found !== undefined) ?? requireProgram("chromium", "apt-get install chromium")

/** A browser without a window, which asks nobody outside for anything. */
export const startChromium = (path: string): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    // Containers lack what its sandbox needs.
    chromiumSandbox: false,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  })
