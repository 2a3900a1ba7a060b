/**
 * One or two characters a guest, unique among the guests: `payments-a` -> `A`, `hsm-proxy` -> `H`. A cell has no
 * room for names, and hue alone tells at most eight guests apart. Earlier guests keep theirs when one is added.
 */
export function shortLabels(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const label = candidates(name).find((one) => !taken.has(one)) ?? '?';
    taken.add(label);
    return label;
  });
}

const SUFFIXES = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function candidates(name: string): string[] {
  const words = name.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const first = words[0]?.[0] ?? 'G';
  const last = words.at(-1) ?? '';
  const found: string[] = [];
  if (words.length > 1 && last.length === 1) found.push(last);
  if (/^\d{1,2}$/.test(last) && words.length > 1) found.push(`${Number(last)}`);
  found.push(first);
  if (words.length > 1) found.push(first + last[0]);
  for (const letter of (words[0] ?? '').slice(1)) found.push(first + letter);
  for (const suffix of SUFFIXES) found.push(first + suffix);
  for (const one of SUFFIXES) for (const other of SUFFIXES) found.push(one + other);
  return found;
}
