/** Rows of text under a head (where it is shown), in columns as wide as their longest entry. */
export const columns = (
  head: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  showHead = true,
): string => {
  const shown = rows.map((row) => row.map(printable))
  const widths = head.map((title, at) => Math.max(title.length, ...shown.map((row) => row[at]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>) =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd()
  return [...(showHead ? [head] : []), ...shown].map((row) => `${line(row)}\n`).join("")
}

// A name from a database must not move the cursor of whoever lists it.
const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "?")

/** Names and values, one a line. */
export const pairs = (entries: ReadonlyArray<readonly [name: string, value: string | number | null]>): string => {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries
    .map(([name, value]) => `${name.padEnd(width)}  ${printable(String(value ?? ""))}`.trimEnd())
    .map((line) => `${line}\n`)
    .join("")
}
