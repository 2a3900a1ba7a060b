/** `info mtree` and `info mtree -f` (xive.md 4.2): of all regions only those of the interrupt controller. */
import type { ReadRegion } from '../../../../shared/xive/types.ts';
import { region as bounds } from '../file/reading-schema.ts';
import { hex, linesOf } from './lines.ts';

export interface Mtree {
  readonly regions: readonly ReadRegion[];
  readonly flat: readonly ReadRegion[];
  readonly damaged: readonly string[];
}

const ROW = /^( *)([0-9a-f]{16})-([0-9a-f]{16}) \(prio (-?\d+), ([\w/]+)\): (.*?)\s*$/;

function regionOf(line: string): ReadRegion | null {
  const found = ROW.exec(line);
  if (!found) return null;
  const [, indentation, first, last, priority, kind, rest] = found;
  const slot = rest!.endsWith(' KVM');
  const disabled = / \[disabled\]/.test(rest!);
  const offset = / @([0-9a-f]{16})\b/.exec(rest!);
  return {
    depth: Math.floor(indentation!.length / 2),
    first: hex(first!),
    last: hex(last!),
    priority: Number(priority),
    kind: kind!,
    name: rest!.replace(/ (?:@[0-9a-f]{16}|\[disabled\]|KVM)(?= |$)/g, '').trim(),
    offset: offset ? hex(offset[1]!) : null,
    slot,
    disabled,
  };
}

/** One text or several; a flat view begins with its number, the tree with an address space. */
export function parseMtree(text: string): Mtree {
  const regions: ReadRegion[] = [];
  const flat: ReadRegion[] = [];
  const damaged: string[] = [];
  let inFlat = false;
  const seen = new Set<string>();
  for (const line of linesOf(text)) {
    if (line.startsWith('FlatView #')) inFlat = true;
    else if (/^(?:address-space|memory-region):/.test(line)) inFlat = false;
    if (!/\bxive\b/.test(line) || !/^ *[0-9a-f]{8}/.test(line)) continue;
    const region = regionOf(line);
    if (region === null || !bounds.safeParse(region).success) damaged.push(line);
    // One region shows in every address space that has it.
    else if (!seen.has(`${inFlat}${line}`)) {
      seen.add(`${inFlat}${line}`);
      (inFlat || (region.slot && !/^ {4}/.test(line)) ? flat : regions).push(region);
    }
  }
  return { regions, flat, damaged };
}
