/** Values of CLP fields as texts, and what they mean in words. */
import type { ShownValue } from '../../../../shared/zpci/cards.ts';
import type { ClpField } from '../../../../shared/zpci/fields.ts';
import { FUNCTION_TYPES } from '../../../../shared/zpci/types.ts';

/** A value before it is a text; null = not known. */
export type Raw = number | bigint | string | boolean | null;

export const UNKNOWN: ShownValue = { text: null, meaning: 'not known' };

export function hex(value: number | bigint, digits = 0): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** `256 MiB`, `268,431,360 bytes`: the largest unit that divides it, else the bytes. */
export function sizeText(bytes: bigint): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
  let unit = 0;
  let value = bytes;
  while (unit < units.length - 1 && value !== 0n && value % 1024n === 0n) {
    value /= 1024n;
    unit++;
  }
  return `${value.toLocaleString('en-US')} ${units[unit]!}`;
}

/** `about 256 MiB` where the size is no round number. */
export function aboutSize(bytes: bigint): string {
  const units = [
    [50n, 'PiB'],
    [40n, 'TiB'],
    [30n, 'GiB'],
    [20n, 'MiB'],
    [10n, 'KiB'],
  ] as const;
  for (const [shift, name] of units) {
    const one = 1n << shift;
    if (bytes < one) continue;
    const rounded = Number((bytes * 10n) / one) / 10;
    return bytes % one === 0n ? `${bytes / one} ${name}` : `about ${Math.round(rounded)} ${name}`;
  }
  return sizeText(bytes);
}

export function typeName(pft: number): string {
  return FUNCTION_TYPES[pft]?.name ?? 'unknown type';
}

const FLAGS: readonly (readonly [bit: number, words: string])[] = [
  [0x01, 'utility string'],
  [0x02, 'MIO addresses'],
  [0x08, 'physical function'],
  [0x10, 'routing id'],
  [0x20, 'topology id'],
];

const BIT_WORDS: Readonly<Record<string, readonly [on: string, off: string]>> = {
  refresh: ['new mappings are announced too', 'only changed mappings are announced'],
  frame: ['frames of 1 MiB can be used', 'frames of 4 KiB only'],
  rtr: ['direct mapping is allowed', 'every mapping goes through the tables'],
};

function digitsOf(field: ClpField): number {
  return field.mask === undefined ? field.width * 2 : field.mask.toString(16).length;
}

function flagsShown(field: ClpField, raw: Raw): ShownValue {
  const bits = BIT_WORDS[field.name];
  if (bits !== undefined) {
    const on = Boolean(raw);
    return { text: on ? '1' : '0', meaning: on ? bits[0] : bits[1] };
  }
  const value = Number(raw);
  const words = FLAGS.filter(([bit]) => (value & bit) !== 0).map(([, one]) => one);
  return { text: hex(value, 2), meaning: words.length === 0 ? 'none' : words.join(', ') };
}

const MEANINGS: Readonly<Record<string, (value: number) => string>> = {
  vfn: (value) => (value === 0 ? 'physical function' : `virtual function ${value}`),
  pft: typeName,
  fmbl: (value) => (value === 0 ? 'the basic format' : `${value * 4} bytes`),
  version: (value) => (value === 1 ? 'slot speed 5.0 GT/s PCIe' : 'slot speed unknown'),
  dtsm: (value) => (value === 0x40 ? 'region third tables' : value === 0 ? 'none told' : ''),
};

/** `raw` as the field shows it. */
export function shown(field: ClpField, raw: Raw): ShownValue {
  if (raw === null) return UNKNOWN;
  switch (field.form) {
    case 'flags':
      return flagsShown(field, raw);
    case 'text':
      return raw === '' ? { text: 'none', meaning: 'no utility string' } : { text: String(raw), meaning: '' };
    case 'path':
      return { text: String(raw), meaning: '' };
    case 'address': {
      const value = BigInt(raw);
      return { text: hex(value), meaning: field.name === 'dasm' && value === 0n ? 'no restriction' : '' };
    }
    case 'log2':
      return {
        text: String(raw),
        meaning: Number(raw) === 0 ? 'no BAR' : sizeText(1n << BigInt(Number(raw))),
      };
    case 'code':
      return { text: hex(Number(raw), 4), meaning: Number(raw) === 0x10 ? 'success' : '' };
    case 'hex':
      return {
        text: hex(Number(raw), digitsOf(field)),
        meaning: MEANINGS[field.name]?.(Number(raw)) ?? '',
      };
    case 'number':
      return { text: String(raw), meaning: MEANINGS[field.name]?.(Number(raw)) ?? field.unit };
  }
}

/** Same value, however it is held. */
export function sameRaw(left: Raw, right: Raw): boolean {
  if (left === null || right === null) return left === right;
  const plain = (raw: Raw) =>
    typeof raw === 'string' ? raw : String(typeof raw === 'boolean' ? Number(raw) : raw);
  return plain(left) === plain(right);
}
