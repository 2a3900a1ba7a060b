/** Colours of devices: a name keeps the hue it got first, in every branch and reading. */
const HUES = 8;

/** `names` in the order they get a hue; known ones keep theirs. The same map when nothing is new. */
export function huesOf(
  known: ReadonlyMap<string, number>,
  names: readonly string[],
): ReadonlyMap<string, number> {
  const fresh = [...new Set(names)].filter((name) => !known.has(name));
  if (fresh.length === 0) return known;
  const hues = new Map(known);
  for (const name of fresh) hues.set(name, hues.size % HUES);
  return hues;
}
