/** A moment as the protocol writes it: UTC, in microseconds. Null for one that nobody knows. */
export const timeText = (milliseconds: number): string | null =>
  milliseconds === 0 ? null : new Date(milliseconds).toISOString().replace("Z", "000Z")
