/** Mapping lists of the virtual type: grammar of its fields, the candidates they induce and what stands against them. Pure. */
import type { ApState, CardMode, Mdev } from '../../shared/ap/types.ts';
import { QUEUE } from '../../shared/ap/types.ts';
import { type Apqn, adapterOf, apqnOf, bothBases, formatApqn } from '../../shared/apqn.ts';
import { hasId } from '../../shared/mask.ts';

export type MappingField =
  | { readonly ok: true; readonly virtual: number; readonly real: readonly number[] }
  | { readonly ok: false; readonly message: string };

/** One number with automatic base as the kernel reads it (ap.md 2.6): `0x47` hex, `0107` octal, else decimal. */
export function readNumber(text: string): number | null {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : null;
}

/** Reads `4:3,22,254` (AP-VP1); the list may be empty, which removes the mapping (AP-VP2). */
export function readMapping(text: string, maximum: number): MappingField {
  const bad = (message: string): MappingField => ({ ok: false, message });
  const colon = text.indexOf(':');
  if (colon < 0)
    return bad('Write the virtual number, a colon and the real numbers, for example 4:3,22,254.');
  if (/\s/.test(text)) return bad('No spaces are allowed: 4:3,22,254.');
  const virtual = readNumber(text.slice(0, colon));
  if (virtual === null || virtual > 255)
    return bad(
      `"${text.slice(0, colon)}" before the colon is not a number from 0 to 255 (0x for hexadecimal).`,
    );
  const list = text.slice(colon + 1);
  const real: number[] = [];
  for (const part of list === '' ? [] : list.split(',')) {
    const id = readNumber(part);
    if (id === null)
      return bad(part === '' ? 'A number is missing between two commas.' : `"${part}" is not a number.`);
    if (id > maximum)
      return bad(`${bothBases(id)} is above this machine's maximum of ${bothBases(maximum)}.`);
    if (!real.includes(id)) real.push(id);
  }
  return { ok: true, virtual, real };
}

export function mappingText(virtual: number, real: readonly number[]): string {
  return `${virtual}:${real.join(',')}`;
}

/** Real cells behind one virtual APQN, in the order of the lists (AP-VP3). */
export function candidatesOf(mdev: Mdev, virtualApqn: Apqn): Apqn[] {
  const adapters = mdev.virtualAdapters.get(adapterOf(virtualApqn)) ?? [];
  const domains = mdev.virtualDomains.get(virtualApqn & 255) ?? [];
  return adapters.flatMap((adapter) => domains.map((domain) => apqnOf(adapter, domain)));
}

/** Virtual APQNs with a list on both axes. */
export function virtualApqns(mdev: Mdev): Apqn[] {
  return [...mdev.virtualAdapters.keys()].flatMap((adapter) =>
    [...mdev.virtualDomains.keys()].map((domain) => apqnOf(adapter, domain)),
  );
}

export function allCandidates(mdev: Mdev): Apqn[] {
  return [...new Set(virtualApqns(mdev).flatMap((apqn) => candidatesOf(mdev, apqn)))];
}

export interface VirtualConflict {
  readonly rule: string;
  readonly text: string;
  readonly cells: readonly Apqn[];
}

/** Why the mapping would not be accepted or not work (AP-VP4, AP-VP6). */
export function virtualConflicts(state: ApState, mdev: Mdev): VirtualConflict[] {
  const cells = allCandidates(mdev);
  const conflicts: VirtualConflict[] = [];
  const add = (rule: string, text: string, blamed: readonly Apqn[]): void => {
    if (blamed.length === 0) return;
    const shown = blamed.slice(0, 6).map(formatApqn).join(', ');
    conflicts.push({
      rule,
      text: `${text}: ${shown}${blamed.length > 6 ? ` and ${blamed.length - 6} more` : ''}.`,
      cells: blamed,
    });
  };
  add(
    'AP-VP4',
    'The host keeps',
    cells.filter((apqn) => state.queues.state[apqn] === QUEUE.CEX4QUEUE),
  );
  add(
    'AP-VP4',
    'Not in this LPAR',
    cells.filter((apqn) => state.queues.state[apqn] === QUEUE.ABSENT),
  );
  for (const other of state.mdevs) {
    if (other.id === mdev.id) continue;
    const theirs = new Set(other.type === 'virtual' ? allCandidates(other) : []);
    add(
      'AP-VP4',
      `${other.name} has`,
      cells.filter(
        (apqn) =>
          theirs.has(apqn) ||
          (hasId(other.matrix.apm, adapterOf(apqn)) && hasId(other.matrix.aqm, apqn & 255)),
      ),
    );
  }
  for (const virtual of mdev.virtualAdapters.keys()) {
    const modes = new Map<CardMode, number>();
    for (const real of mdev.virtualAdapters.get(virtual) ?? []) {
      const mode = state.cards.get(real)?.mode;
      if (mode !== undefined && mode !== 'unknown') modes.set(mode, real);
    }
    if (modes.size > 1)
      conflicts.push({
        rule: 'AP-VP6',
        text: `Virtual adapter ${bothBases(virtual)} mixes modes (${[...modes.keys()].join(', ')}): a request must find the same kind of card everywhere.`,
        cells: [],
      });
  }
  return conflicts;
}
