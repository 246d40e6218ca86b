/** A number of things at a scale; ten at least, because fewer tell nothing. */
export const scaled = ({ scale }: { readonly scale: number }, count: number): number =>
  Math.max(10, Math.round(count * scale))
