import { DomainExists, type DomainName, parseDomainName, Refusal, type Sipwright } from "@sipwright/core"
import type { Settings } from "./settings.ts"
import { SettingsError } from "./settings/settings-error.ts"

/** The domains of the settings in canonical spelling. Throws {@link SettingsError}. */
export const localDomains = ({ domains = [] }: Pick<Settings, "domains">): ReadonlyArray<DomainName> =>
  domains.map((text) => {
    const domain = parseDomainName(text)
    if (domain instanceof Refusal) throw new SettingsError(`SIPWRIGHT_DOMAINS: ${text} ${domain.sentence}.`)
    return domain
  })

/** Adds them to Kamailio's where they are missing, and answers those that were added. */
export const addMissingDomains = async (
  sipwright: Sipwright,
  domains: ReadonlyArray<DomainName>,
): Promise<ReadonlyArray<DomainName>> => {
  if (domains.length === 0) return []
  const there = new Set((await sipwright.domains.list()).map((domain) => domain.toLowerCase()))
  const added: Array<DomainName> = []
  for (const domain of domains) {
    if (there.has(domain)) continue
    try {
      await sipwright.domains.add({ domain })
      added.push(domain)
    } catch (error) {
      // Another process was faster.
      if (!(error instanceof DomainExists)) throw error
    }
  }
  return added
}
