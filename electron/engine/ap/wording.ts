/** How the engine's sentences name things: ids in both bases, lists that stay short. */
import { type Apqn, adapterOf, bothBases, domainOf, formatApqn } from '../../../shared/apqn.ts';
import { listWords, plural } from '../words.ts';

/** Fewer in a row are named one by one. */
const LEAST_IN_RANGE = 4;

/** `4`, `71 (0x47)`, and neighbours as `16 to 31 (0x10 to 0x1f)`. Ids ascending. */
function idParts(ids: readonly number[]): string[] {
  const parts: string[] = [];
  for (let start = 0; start < ids.length; ) {
    let end = start;
    while (ids[end + 1] === ids[end]! + 1) end++;
    const row = ids.slice(start, end + 1);
    const [first, last] = [row[0]!, row.at(-1)!];
    if (row.length < LEAST_IN_RANGE) parts.push(...row.map(bothBases));
    else if (last < 10) parts.push(`${first} to ${last}`);
    else parts.push(`${first} to ${last} (0x${first.toString(16)} to 0x${last.toString(16)})`);
    start = end + 1;
  }
  return parts;
}

export function adapterWords(ids: readonly number[]): string {
  return `${ids.length === 1 ? 'adapter' : 'adapters'} ${listWords(idParts(ids), 6)}`;
}

export function domainWords(ids: readonly number[]): string {
  return `${ids.length === 1 ? 'domain' : 'domains'} ${listWords(idParts(ids), 6)}`;
}

/** `4, 71 (0x47) and 72 (0x48)`; `none` for an empty list. */
export function idsWords(ids: readonly number[], most = 12): string {
  return ids.length === 0 ? 'none' : listWords(idParts(ids), most);
}

/** `05.0047 (adapter 5, domain 71)`: sysfs hex and decimal side by side. */
export function apqnWords(apqn: Apqn): string {
  return `${formatApqn(apqn)} (adapter ${adapterOf(apqn)}, domain ${domainOf(apqn)})`;
}

/** Names a few of them; formatting all of a whole machine's would cost more than the edit that is told about. */
export function apqnsWords(apqns: readonly Apqn[]): string {
  if (apqns.length === 1) return apqnWords(apqns[0]!);
  return `${plural(apqns.length, 'queue')} (${apqnNames(apqns)})`;
}

/** Each queue once, ascending: several guests or several findings can name the same one. */
export function distinctApqns(apqns: Iterable<Apqn>): Apqn[] {
  return [...new Set(apqns)].sort((left, right) => left - right);
}

interface NamedGuest {
  readonly name: string;
  readonly guest: string | null;
}

/** The guest's name here; its name in libvirt only where that is another, e.g. since it was renamed. */
export function guestWords({ name, guest }: NamedGuest): string {
  return guest === null || guest === name ? name : `${name} (${guest} in libvirt)`;
}

/** `05.0004, 05.0047, 06.0004 and 12 more` */
export function apqnNames(apqns: readonly Apqn[], most = 4): string {
  if (apqns.length <= most) return listWords(apqns.map(formatApqn), most);
  const shown = apqns.slice(0, most - 1).map(formatApqn);
  return `${shown.join(', ')} and ${apqns.length - shown.length} more`;
}

/** Sorted distinct ids of an axis. */
export function adaptersOf(apqns: readonly Apqn[]): number[] {
  return [...new Set(apqns.map(adapterOf))].sort((left, right) => left - right);
}

export function domainsOf(apqns: readonly Apqn[]): number[] {
  return [...new Set(apqns.map(domainOf))].sort((left, right) => left - right);
}
