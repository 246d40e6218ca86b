/** A setting that cannot be used as it is. The message names the variable, and never holds the value of a secret. */
export class SettingsError extends Error {
  override readonly name = "SettingsError"
}
