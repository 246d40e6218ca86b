/** A time as Kamailio's `last_modified` columns hold it. */
export const lastModified = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")
