/** Texts that tell one host only together, such as the values of its devices and where their names point. */
import { CAPTURES } from '../captures.ts';
import type { TextHalves } from './family-captures.ts';
import type { HostTree } from './tree.ts';

export interface MissingHalf {
  /** Of the text that would complete the tree. */
  readonly place: string;
  /** The text that it has. */
  readonly text: string;
  readonly pair: TextHalves;
}

/** Null when the tree has both texts of every pair, or neither. */
export function missingHalf(tree: HostTree): MissingHalf | null {
  for (const pair of CAPTURES.flatMap(({ halves }) => halves)) {
    const [left, right] = pair.places;
    if (tree.has(left) === tree.has(right)) continue;
    const [there, place] = tree.has(left) ? [left, right] : [right, left];
    return { place, text: tree.text(there) ?? '', pair };
  }
  return null;
}

function namesIn(text: string, { names }: TextHalves): ReadonlySet<string> {
  return new Set([...text.matchAll(names)].map(([, name]) => name!));
}

/** True when both texts are about devices of the same names, so that they can be of one host. */
export function canComplete({ text, pair }: MissingHalf, other: string): boolean {
  const [one, two] = [namesIn(text, pair), namesIn(other, pair)];
  return one.size === two.size && [...one].every((name) => two.has(name));
}
