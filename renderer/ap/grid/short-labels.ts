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

/** Best first. `guest-7` is `7`: a number at the end is what tells such guests apart. */
function* candidates(name: string): Generator<string> {
  const words = name.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const first = words[0]?.[0] ?? 'G';
  const last = words.at(-1) ?? '';
  if (words.length > 1 && last.length === 1) yield last;
  if (words.length > 1 && /^\d{1,2}$/.test(last)) yield `${Number(last)}`;
  yield first;
  if (words.length > 1) yield first + last[0];
  for (const letter of (words[0] ?? '').slice(1)) yield first + letter;
  for (const suffix of SUFFIXES) yield first + suffix;
  for (const one of SUFFIXES) for (const other of SUFFIXES) yield one + other;
}
