/**
 * The value of `+sip.instance` (RFC 5626, 4.1) without the quotes and angle brackets around it, which some registrars keep: `urn:uuid:…`.
 * Undefined where there is none.
 */
export const sipInstance = (text: string | null | undefined): string | undefined => {
  const bare = text?.trim().replace(/^"?<?/, "").replace(/>?"?$/, "").trim()
  return bare === "" ? undefined : bare
}
