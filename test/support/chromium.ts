import { type Browser, chromium } from "playwright-core"
import { findProgram, MissingProgram } from "./installed.ts"

const NAMES = ["chromium", "chromium-browser", "google-chrome"]

/** The installed Chromium, or why there is none; with SIPWRIGHT_TEST_REQUIRE_SERVERS=1 there has to be one. */
export const installedChromium = (): { readonly path: string } | { readonly skip: string } => {
  const path = NAMES.map(findProgram).find((found) => found !== undefined)
  if (path !== undefined) return { path }
  const skip = "Chromium is not installed (apt-get install chromium)"
  if (process.env["SIPWRIGHT_TEST_REQUIRE_SERVERS"] === "1") throw new MissingProgram(skip)
  return { skip }
}

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
