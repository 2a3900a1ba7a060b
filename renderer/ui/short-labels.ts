/**
 * One or two characters a guest, unique among the guests: `payments-a` -> `A`, `hsm-proxy` -> `H`. A cell has no
 * room for names, and hue alone tells at most eight guests apart. Earlier guests keep theirs when one is added.
 */
export function shortLabels(names: readonly string[]): readonly string[] {
  const key = names.join('\n');
  if (last?.key !== key) last = { key, labels: labelsOf(names) };
  return last.labels;
}

/** Grid and panels ask for the same names again and again; renaming is rare. */
let last: { readonly key: string; readonly labels: readonly string[] } | null = null;

function labelsOf(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    for (const label of candidates(name)) {
      if (taken.has(label)) continue;
      taken.add(label);
      return label;
    }
    return '?';
  });
}

const SUFFIXES = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A number at the end is what tells such guests apart: `guest7` is `7`, `guest-042` is `42`, `dev-7` beside it `D7`. */
function* numbered(name: string, first: string): Generator<string> {
  const digits = /\d+$/.exec(name)?.[0];
  if (digits === undefined) return;
  yield digits.slice(-2);
  const number = Number(digits);
  if (number < 10) yield `${first}${number}`;
  // Tens beyond 9 as a letter: 101 is `A1`, 359 is `Z9`.
  if (number >= 100 && number < 360)
    yield `${Math.floor(number / 10).toString(36)}${number % 10}`.toUpperCase();
}

/** Best first. */
function* candidates(name: string): Generator<string> {
  const words = name.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const first = words[0]?.[0] ?? 'G';
  const last = words.at(-1) ?? '';
  if (words.length > 1 && last.length === 1) yield last;
  yield* numbered(name, first);
  yield first;
  if (words.length > 1) yield first + last[0];
  for (const letter of (words[0] ?? '').slice(1)) yield first + letter;
  for (const suffix of SUFFIXES) yield first + suffix;
  for (const one of SUFFIXES) for (const other of SUFFIXES) yield one + other;
}
