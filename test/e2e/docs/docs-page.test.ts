import { mkdirSync } from "node:fs"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { requireChromium, startChromium } from "../../support/chromium.ts"
import { ADMIN_PASSWORD, type SipwrightServer, startSipwright } from "../../support/sipwright-server.ts"
import { findOrSkip } from "../../support/skipping.ts"

const SCREENSHOTS = "test-results/docs"
const DOMAIN = "example.org"

const chromium = findOrSkip("/docs in a browser", requireChromium)

describe.skipIf(chromium === undefined)("/docs in a browser", () => {
  let browser: Browser
  let server: SipwrightServer

  beforeAll(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true })
    server = await startSipwright({ databaseUrl: "memory:", domains: [DOMAIN] })
    browser = await startChromium(chromium ?? "")
  })

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const open = async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const elsewhere: string[] = []
    const complaints: string[] = []
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith("data:")) elsewhere.push(request.url())
    })
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text())
    })
    page.on("pageerror", (error) => complaints.push(error.message))
    await page.goto(`${server.url}/docs`)
    await page.locator("h3.opblock-tag").first().waitFor()
    return { page, elsewhere, complaints }
  }

  /** Unfolds a call under its heading. */
  const unfold = async (page: Page, group: string, method: string, path: string) => {
    const heading = page.locator(`h3.opblock-tag[data-tag="${group}"]`)
    if ((await heading.getAttribute("data-is-open")) !== "true") await heading.click()
    const call = page.locator(`.opblock-${method}`, {
      has: page.locator(`.opblock-summary-path[data-path="${path}"]`),
    })
    await call.locator(".opblock-summary-control").click()
    return call
  }

  /** Fills in the query of a call and executes it; the text of the answer. */
  const execute = async (call: Locator, query: Readonly<Record<string, string>> = {}) => {
    for (const [name, value] of Object.entries(query)) {
      await call.locator(`tr[data-param-name="${name}"] input`).fill(value)
    }
    await call.locator("button.execute").click()
    const answer = call.locator(".live-responses-table .highlight-code").first()
    await answer.waitFor()
    return answer.innerText()
  }

  it("lets a person log in and make calls, with nothing from elsewhere", async () => {
    const { page, elsewhere, complaints } = await open()
    expect(await page.title()).toBe("Sipwright API")
    await page.screenshot({ path: `${SCREENSHOTS}/docs.png` })

    const list = await unfold(page, "Hermes: user", "get", "/api/user/list")
    expect(await execute(list)).toContain("unauthorized")

    const login = await unfold(page, "Hermes: auth", "get", "/api/auth/login")
    expect(await execute(login, { username: "admin", password: ADMIN_PASSWORD })).toContain("auth_key")

    const domains = await unfold(page, "Hermes: domain", "get", "/api/domain/list")
    expect(await execute(domains)).toContain(DOMAIN)
    await page.screenshot({ path: `${SCREENSHOTS}/logged-in.png` })

    expect(elsewhere).toEqual([])
    expect(complaints).toEqual([])
  })
})
