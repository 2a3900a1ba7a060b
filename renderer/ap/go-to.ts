/** What a person types to get to a cell, a row, a column or a guest. Pure. */
import type { ApState } from '../../shared/ap/types.ts';
import { type Apqn, apqnOf, parseApqn } from '../../shared/apqn.ts';
import type { Ref } from '../../shared/findings.ts';
import { readNumber } from './read-number.ts';

export type GoTo =
  | { readonly ok: true; readonly apqn: Apqn | null; readonly refs: readonly Ref[] }
  | { readonly ok: false; readonly message: string };

/** `06.0047` (hex as sysfs prints it), `6,71` or `6 0x47` (numbers with their base), `adapter 6`, `domain 71`, a guest's name. */
export function readGoTo(text: string, state: ApState): GoTo {
  const typed = text.trim();
  const apqn = parseApqn(typed);
  if (apqn !== null) return { ok: true, apqn, refs: [{ kind: 'apqn', apqn }] };
  const axis = /^(adapter|card|domain)\s+(\S+)$/i.exec(typed);
  const pair = /^(\S+?)(?:\s*,\s*|\s+)(\S+)$/.exec(typed);
  if (axis) {
    const id = readNumber(axis[2]!);
    if (id === null || id > 255) return { ok: false, message: `"${axis[2]}" is not a number from 0 to 255.` };
    return {
      ok: true,
      apqn: null,
      refs: [{ kind: axis[1]!.toLowerCase() === 'domain' ? 'domain' : 'adapter', id }],
    };
  }
  const numbers = pair ? [readNumber(pair[1]!), readNumber(pair[2]!)] : [];
  const [adapter, domain] = numbers;
  if (typeof adapter === 'number' && typeof domain === 'number' && adapter < 256 && domain < 256) {
    const cell = apqnOf(adapter, domain);
    return { ok: true, apqn: cell, refs: [{ kind: 'apqn', apqn: cell }] };
  }
  const lower = typed.toLowerCase();
  const guest =
    state.mdevs.find((mdev) => mdev.name.toLowerCase() === lower || mdev.id === lower) ??
    (lower === '' ? undefined : state.mdevs.find((mdev) => mdev.name.toLowerCase().startsWith(lower)));
  if (guest) return { ok: true, apqn: null, refs: [{ kind: 'guest', id: guest.id }] };
  return {
    ok: false,
    message: 'Write an APQN (06.0047), two numbers (6,71), "adapter 6", "domain 71" or a guest.',
  };
}
