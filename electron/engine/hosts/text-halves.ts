/** Texts that tell one host only together: the values of its devices, and where their names point (dsa.md 6.3). */
import type { HostTree } from './tree.ts';

const HALVES = [['/captured/dsa-grep', '/captured/dsa-links']] as const;

/** Place of the text that would complete the tree; null when it has both or neither. */
export function missingHalf(tree: HostTree): string | null {
  for (const [left, right] of HALVES) {
    if (tree.has(left) && !tree.has(right)) return right;
    if (tree.has(right) && !tree.has(left)) return left;
  }
  return null;
}

function deviceNames(text: string): ReadonlySet<string> {
  const names = text.matchAll(/^(?:\S*\/)?((?:dsa|iax)\d{1,5})(?:\/| ->)/gm);
  return new Set([...names].map(([, name]) => name!));
}

/** True when both texts are about devices of the same names, so that they can be of one host. */
export function canBeOneHost(left: string, right: string): boolean {
  const [one, other] = [deviceNames(left), deviceNames(right)];
  return one.size === other.size && [...one].every((name) => other.has(name));
}

/** The text the tree has of a pair. */
export function halfIn(tree: HostTree): string {
  return HALVES.flat().flatMap((place) => tree.text(place) ?? [])[0] ?? '';
}
