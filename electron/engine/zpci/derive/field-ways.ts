/** Where each field of the answers has its value on the host, in the guest, and which capability carries it (zpci.md 2.5, 2.6). */
import type { Block, ClpField } from '../../../../shared/zpci/fields.ts';
import type { HostFunction } from '../../../../shared/zpci/types.ts';
import type { GuestFunction, GuestGroup } from '../kernel/machine.ts';
import type { Raw } from './shown.ts';

export type Carrier = 'BASE' | 'GROUP' | 'UTIL' | 'PFIP';

export interface FieldWay {
  /** Capability of vfio-pci that carries it; null = none does. */
  readonly carrier: Carrier | null;
  host(one: HostFunction): Raw;
  guest(one: GuestFunction, group: GuestGroup | null): Raw;
}

/** Number at an offset of words in hex, as a capture has the answers of CLP; null = not that long. */
export function inWords(words: string | null, field: ClpField): bigint | null {
  if (words === null) return null;
  const digits = words.replaceAll(/[^0-9a-fA-F]/g, '');
  const part = digits.slice(field.offset * 2, (field.offset + field.width) * 2);
  if (part.length < field.width * 2) return null;
  const bytes = part.match(/../g)!;
  const value = BigInt(`0x${(field.littleEndian ? bytes.toReversed() : bytes).join('')}`);
  return field.mask === undefined ? value : value & BigInt(field.mask);
}

function way(carrier: Carrier | null, host: FieldWay['host'], guest: FieldWay['guest']): FieldWay {
  return { carrier, host, guest };
}

const never: FieldWay['host'] = () => null;
const zero: FieldWay['guest'] = () => 0;

const FUNCTION_WAYS: Readonly<Record<string, FieldWay>> = {
  vfn: way(
    'BASE',
    ({ vfn }) => vfn,
    ({ values }) => values.vfn,
  ),
  flags: way(
    'UTIL',
    ({ util }) => (util === null ? null : util === '' ? 0 : 1),
    ({ values }) => values.flags,
  ),
  pfgid: way(
    'BASE',
    ({ group }) => group,
    ({ group, mode }) => (mode === 'waiting' || group < 0 ? null : group),
  ),
  fid: way(
    null,
    ({ fid }) => fid,
    ({ fid }) => fid,
  ),
  pchid: way(
    'BASE',
    ({ pchid }) => pchid,
    ({ values }) => values.pchid,
  ),
  pfip: way(
    'PFIP',
    ({ path }) => path,
    ({ values }) => values.path,
  ),
  port: way(
    null,
    ({ port }) => port,
    ({ values }) => values.port,
  ),
  fmbl: way(
    'BASE',
    ({ fmbLength }) => (fmbLength === null ? null : fmbLength / 4),
    ({ values }) => values.fmbl,
  ),
  pft: way(
    'BASE',
    ({ pft }) => pft,
    ({ values }) => values.pft,
  ),
  sdma: way(
    'BASE',
    (one) => one.window?.start ?? null,
    ({ values }) => values.sdma,
  ),
  edma: way(
    'BASE',
    (one) => one.window?.end ?? null,
    ({ values }) => values.edma,
  ),
  rid: way(null, never, zero),
  tid: way(null, never, zero),
  uid: way(
    null,
    ({ uid }) => uid,
    ({ uid }) => uid,
  ),
  utilStr: way(
    'UTIL',
    ({ util }) => util,
    ({ values }) => values.util,
  ),
};

const GROUP_WAYS: Readonly<Record<string, FieldWay>> = {
  noi: way(
    'GROUP',
    ({ noi }) => noi,
    (_, group) => group?.values.noi ?? null,
  ),
  version: way(
    'GROUP',
    ({ version }) => version,
    (_, group) => group?.values.version ?? null,
  ),
  refresh: way(
    'GROUP',
    ({ refresh }) => refresh,
    (_, group) => group?.values.refresh ?? null,
  ),
  frame: way(
    null,
    ({ frame }) => frame,
    (_, group) => group?.values.frame ?? null,
  ),
  rtr: way(
    null,
    ({ rtr }) => rtr,
    (_, group) => group?.values.rtr ?? null,
  ),
  maxstbl: way(
    'GROUP',
    ({ maxstbl }) => maxstbl,
    (_, group) => group?.values.maxstbl ?? null,
  ),
  mui: way(
    'GROUP',
    ({ mui }) => mui,
    (_, group) => group?.values.mui ?? null,
  ),
  dtsm: way(
    null,
    ({ dtsm }) => dtsm,
    (_, group) => group?.values.dtsm ?? null,
  ),
  maxfaal: way(null, never, zero),
  dnoi: way(null, never, zero),
  maxcpu: way(null, never, zero),
  dasm: way(
    'GROUP',
    ({ dasm }) => dasm,
    (_, group) => group?.values.dasm ?? null,
  ),
  msia: way(
    'GROUP',
    ({ msia }) => msia,
    (_, group) => group?.values.msia ?? null,
  ),
};

function barWay(name: string): FieldWay {
  const bar = Number(name.at(-1));
  return name.startsWith('barSize')
    ? way(
        null,
        ({ barSizes }) => barSizes?.[bar] ?? null,
        ({ values }) => values.barSizes?.[bar] ?? null,
      )
    : way(
        null,
        ({ bars }) => bars?.[bar] ?? null,
        ({ values }) => values.bars?.[bar] ?? null,
      );
}

export function wayOf(block: Block, name: string): FieldWay {
  const found = (block === 'group' ? GROUP_WAYS : FUNCTION_WAYS)[name];
  return found ?? barWay(name);
}

/**
 * What the host has: the bytes of its CLP where they were read and hold more than other sources, else what those told.
 * The window is the one its kernel handles.
 */
export function hostRaw(field: ClpField, one: HostFunction): Raw {
  const words = field.block === 'group' ? one.groupAnswer : one.answer;
  if (field.name === 'flags') return inWords(words, field) ?? wayOf('function', 'flags').host(one);
  const told = wayOf(field.block, field.name).host(one);
  if (told !== null) return field.form === 'address' && typeof told === 'string' ? BigInt(told) : told;
  const handled = field.name === 'sdma' || field.name === 'edma';
  return handled || field.form === 'text' || field.form === 'path' ? null : inWords(words, field);
}
