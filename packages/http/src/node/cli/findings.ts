import type { Inspection } from "@sipwright/adapters/sql"
import type { Settings } from "../settings.ts"

/** Something that is not as it should be. */
export interface Finding {
  readonly kind: string
  readonly count: number
  readonly sentence: string
}

const rows = (count: number): string => (count === 1 ? "1 row of subscriber" : `${count} rows of subscriber`)
const verb = (count: number, one: string, many: string): string => (count === 1 ? one : many)

const SHOWN = 10

/** The first of many names. */
export const some = (names: ReadonlyArray<string>): string =>
  names.length <= SHOWN ? names.join(", ") : `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`

/** What is wrong in words, worst first. */
export const findingsOf = (
  found: Inspection,
  settings: Pick<Settings, "passwordStorage" | "kamailioAlgorithm" | "realm">,
): ReadonlyArray<Finding> => {
  const isPlain = settings.passwordStorage === "plaintext"
  const findings: ReadonlyArray<Finding> = [
    {
      kind: "empty-password",
      count: found.emptyPasswords,
      sentence: `${rows(found.emptyPasswords)} ${verb(found.emptyPasswords, "has", "have")} an empty password beside a hash: with calculate_ha1=1 Kamailio registers the empty password. --fix fills them with random text.`,
    },
    {
      kind: "unusable-hash",
      count: found.unusableHashes,
      sentence: `${rows(found.unusableHashes)} ${verb(found.unusableHashes, "has", "have")} an ha1 that is no lower-case ${settings.kamailioAlgorithm} hash. Give these accounts a new password, or check SIPWRIGHT_KAMAILIO_ALGORITHM.`,
    },
    {
      kind: "other-realm",
      count: found.otherRealms,
      sentence: `${rows(found.otherRealms)} ${verb(found.otherRealms, "has an ha1", "have an ha1")} of another realm${
        found.realmsFound.length === 0 ? "" : ` (${some(found.realmsFound)})`
      } than ${settings.realm ?? "the domain"}: Kamailio refuses the right password there. Check SIPWRIGHT_REALM against Kamailio's configuration; if it is right, give these accounts a new password.`,
    },
    {
      kind: "clear-text",
      count: isPlain ? 0 : found.clearTexts,
      sentence: `${rows(found.clearTexts)} ${verb(found.clearTexts, "holds", "hold")} the clear text of the password${
        settings.passwordStorage === undefined
          ? ", and SIPWRIGHT_PASSWORD_STORAGE is not set: set it to plaintext if Kamailio reads them (calculate_ha1=1), else to ha1."
          : ", although SIPWRIGHT_PASSWORD_STORAGE is ha1. A new password for the account takes it away."
      }`,
    },
    {
      kind: "other-password",
      count: isPlain ? found.otherPasswords : 0,
      sentence: `${rows(found.otherPasswords)} ${verb(found.otherPasswords, "holds", "hold")} something else than the password behind the ha1, although SIPWRIGHT_PASSWORD_STORAGE is plaintext: with calculate_ha1=1 Kamailio refuses the right password. Give these accounts a new one.`,
    },
    {
      kind: "case-twins",
      count: found.caseTwins.length,
      sentence: `Several rows differ only in the case of their name, and Kamailio's registrar takes them for one: ${some(found.caseTwins)}. Remove all but one.`,
    },
    {
      kind: "missing-version",
      count: found.missingVersions.length,
      sentence: `Kamailio's table version does not list ${some(found.missingVersions)}; Kamailio refuses to start its modules. Run kamdbctl's scripts, or add the rows.`,
    },
    {
      kind: "unknown-row",
      count: found.unknownRows,
      sentence: `${rows(found.unknownRows)} ${verb(found.unknownRows, "is", "are")} not taken in yet. --fix does it, as does sipwright adopt.`,
    },
    {
      kind: "missing-row",
      count: found.missingRows,
      sentence: `${found.missingRows} of our active accounts ${verb(found.missingRows, "has", "have")} no row in subscriber any more. --fix marks them as gone, as does sipwright adopt.`,
    },
  ]
  return findings.filter(({ count }) => count > 0)
}
