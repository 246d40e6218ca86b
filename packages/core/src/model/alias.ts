/** A row of Kamailio's `dbaliases`: an address that points to another. Both as they are spelled in the row. */
export interface Alias {
  readonly alias: string
  readonly destination: string
}
