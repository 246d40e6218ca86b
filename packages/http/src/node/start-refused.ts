/** Starting would do harm, so it is left to a person to decide. */
export class StartRefused extends Error {
  override readonly name = "StartRefused"
}
