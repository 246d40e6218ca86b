/** How often something failed, of a name or a host. Times are Unix time in milliseconds. */
export interface Throttle {
  readonly key: string
  readonly count: number
  /** When it failed last. */
  readonly at: number
  /** When it is forgotten. */
  readonly expires: number
}
