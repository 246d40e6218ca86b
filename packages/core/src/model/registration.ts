/** A contact in Kamailio's `location`. */
export interface Registration {
  /** The contact URI. */
  readonly contact: string
  readonly userAgent: string
  /** Unix time in seconds; undefined for a contact that never expires. */
  readonly expires: number | undefined
}
