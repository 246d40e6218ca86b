/** A contact in Kamailio's `location`. */
export interface Registration {
  /** The contact URI. */
  readonly contact: string
  readonly userAgent: string
  /** Unix time in seconds; undefined for a contact that never expires. */
  readonly expires: number | undefined
  /** `+sip.instance` of the contact without its angle brackets and quotes, such as `urn:uuid:…` (RFC 5626); undefined where the phone sent none. */
  readonly instance: string | undefined
  /** Kamailio's own unique id of the contact; undefined where it has none. */
  readonly ruid: string | undefined
  /** When it was made or refreshed last, Unix time in seconds; undefined where that is not known. */
  readonly updated: number | undefined
}
