/** What a family tells of a host in a few lines: for `studio show`, which must stay readable for a host of any size. */

/** Lines by what they are of: `device dsa0`, so that a wish can be compared with what was read. */
export type SummaryLines = ReadonlyMap<string, string>;

/** More parts of a kind are counted only. */
const MOST = 16;

/** `3 queues`, `1 queue`. */
export function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** The first of many, and how many more there are: `and 12 more guests`. */
export function firstOf<Part>(
  parts: readonly Part[],
  kind: string,
  line: (part: Part) => readonly [key: string, text: string],
): readonly (readonly [key: string, text: string])[] {
  const rest = parts.length - MOST;
  const lines = parts.slice(0, MOST).map(line);
  return rest > 0 ? [...lines, [`more ${kind}`, `and ${rest} more ${kind}${rest === 1 ? '' : 's'}`]] : lines;
}

/** `wq0.0, wq0.1 and 14 more` */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST).join(', ');
  return names.length > MOST ? `${shown} and ${names.length - MOST} more` : shown;
}

/** How many there are of each word, in the order they are first met: `2 enabled, 6 disabled`. */
export function tallyOf(words: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** What a line says behind its name, where the other one has the same name. */
function withoutName(line: string, other: string): string {
  const name = line.split(': ', 1)[0]!;
  return other.startsWith(`${name}: `) ? line.slice(name.length + 2) : line;
}

/** The wish, with what was read behind each line that differs. */
export function summaryOf<State>(
  observed: State,
  desired: State,
  linesOf: (state: State) => SummaryLines,
): readonly string[] {
  const wished = linesOf(desired);
  if (desired === observed) return [...wished.values()];
  const read = linesOf(observed);
  const lines = [...wished].map(([key, text]) => {
    const was = read.get(key);
    if (was === text) return text;
    return was === undefined ? `${text} (wished)` : `${text} (wished; read: ${withoutName(was, text)})`;
  });
  const gone = [...read].filter(([key]) => !wished.has(key)).map(([, text]) => `${text} (gone in the wish)`);
  return [...lines, ...gone];
}
