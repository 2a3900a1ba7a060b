/** Which known name a misspelled one probably meant. */

/** More letters than this apart, and a name is another one, not a misspelled one. */
const MOST_EDITS = 4;

/** Insertions, deletions and replacements from one text to the other; texts of paths are short. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let at = 0; at < to.length; at++)
      next.push(Math.min(next[at]! + 1, row[at + 1]! + 1, row[at]! + (from[index] === to[at] ? 0 : 1)));
    row = next;
  }
  return row[to.length]!;
}

/** The most alike of `names`; null when none is nearly the same, or the text is longer than any name. */
export function nearestName(name: string, names: Iterable<string>): string | null {
  if (name === '' || name.length > 100) return null;
  const most = Math.min(MOST_EDITS, Math.ceil(name.length / 2));
  let best: string | null = null;
  let least = most + 1;
  for (const candidate of names) {
    if (candidate === name || Math.abs(candidate.length - name.length) >= least) continue;
    const apart = distance(name.toLowerCase(), candidate.toLowerCase());
    if (apart < least) [best, least] = [candidate, apart];
  }
  return best;
}
