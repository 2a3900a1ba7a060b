/** Which known name a misspelled one probably meant. */

/** More letters than this apart, and a name is another one, not a misspelled one. */
const MOST_EDITS = 4;

/** Insertions, deletions, replacements and swapped neighbours from one text to the other; names are short. */
function distance(from: string, to: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let at = 0; at < to.length; at++) {
      const swaps = at > 0 && index > 0 && from[index] === to[at - 1] && from[index - 1] === to[at];
      next.push(
        Math.min(
          next[at]! + 1,
          row[at + 1]! + 1,
          row[at]! + (from[index] === to[at] ? 0 : 1),
          swaps ? before[at - 1]! + 1 : Infinity,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row[to.length]!;
}

/**
 * The most alike of `names`; null when none is nearly the same, or the text is longer than any name. `most`: edits
 * that a misspelling may have.
 */
export function nearestName(name: string, names: Iterable<string>, most = MOST_EDITS): string | null {
  if (name === '' || name.length > 100) return null;
  let best: string | null = null;
  let least = Math.min(most, Math.ceil(name.length / 2)) + 1;
  for (const candidate of names) {
    if (candidate === name || Math.abs(candidate.length - name.length) >= least) continue;
    const apart = distance(name.toLowerCase(), candidate.toLowerCase());
    if (apart < least) [best, least] = [candidate, apart];
  }
  return best;
}
