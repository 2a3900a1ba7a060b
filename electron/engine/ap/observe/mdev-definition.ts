/** mdevctl definitions (ap.md 5.4, management.md 1.3 to 1.5): what mdevctl would accept and what the kernel would then do. */
import type { MatrixMasks } from '../../../../shared/ap/types.ts';
import { type Mask, EMPTY_MASK, maskOf, minus, union } from '../../../../shared/mask.ts';
import { parseId, parseMaskText } from './mask-text.ts';
import {
  type ListedMdev as RawListed,
  parseMdevctlLines as parseLines,
  parseMdevctlList as parseList,
  parseRawDefinition,
  type RawDefinitionResult,
  readRawDefinition,
} from '../../hosts/mdev-definitions.ts';
import { quoted } from '../../hosts/tree-reader.ts';

export const VFIO_AP_TYPE = 'vfio_ap-passthrough';

export interface MdevDefinition {
  readonly type: string;
  readonly start: 'auto' | 'manual';
  readonly masks: MatrixMasks;
  /** Things a reader should know: values the kernel refuses, attributes nobody knows. */
  readonly notes: readonly string[];
}

export type DefinitionResult =
  | { readonly ok: true; readonly definition: MdevDefinition }
  /** `why` is a clause: `the JSON is broken`. */
  | { readonly ok: false; readonly why: string };

const MASK_OF_ATTRIBUTE = { adapter: 'apm', domain: 'aqm', control_domain: 'adm' } as const;

/** Three masks of `ap_config`, separated by commas or newlines (ap.md 2.6); null when they are not three. */
export function parseApConfig(text: string): (MatrixMasks & { readonly short: boolean }) | null {
  const parts = text.trim().split(/[,\n]/);
  if (parts.length !== 3) return null;
  const masks = parts.map((part) => parseMaskText(part.trim()));
  const [apm, aqm, adm] = masks;
  if (!apm || !aqm || !adm || masks.some((mask) => mask?.digits === 0)) return null;
  return { apm: apm.mask, aqm: aqm.mask, adm: adm.mask, short: masks.some((mask) => mask!.digits < 64) };
}

/** One id as the kernel reads it, or a comma list that only ap-check accepts (AP-K1); null for anything else. */
function parseIds(value: string): { mask: Mask; list: boolean } | null {
  const ids = value
    .trim()
    .split(',')
    .map((part) => parseId(part.trim().replace(/^\+/, '')));
  if (ids.some((id) => id === null)) return null;
  return { mask: maskOf(ids as number[]), list: ids.length > 1 };
}

function applyAttribute(masks: MatrixMasks, name: string, value: string, notes: string[]): MatrixMasks {
  if (name === 'ap_config') {
    const config = parseApConfig(value);
    if (config?.short)
      notes.push('ap_config holds a mask of fewer than 64 digits, read left-aligned as the kernel does.');
    if (config) return { apm: config.apm, aqm: config.aqm, adm: config.adm };
    notes.push(`ap_config holds ${quoted(value)}, which is not three masks; the kernel would refuse it.`);
    return masks;
  }
  const match = /^(un)?assign_(adapter|domain|control_domain)$/.exec(name);
  if (!match) {
    notes.push(`The attribute ${quoted(name)} is not one of a vfio_ap device; kept out of the picture.`);
    return masks;
  }
  const ids = parseIds(value);
  if (ids === null) {
    notes.push(
      `${name} holds ${quoted(value)}, which is no number from 0 to 255; mdevctl start would fail there.`,
    );
    return masks;
  }
  if (ids.list)
    notes.push(
      `${name} holds the list ${quoted(value)}: ap-check accepts lists, the kernel does not, so mdevctl start would fail.`,
    );
  const key = MASK_OF_ATTRIBUTE[match[2] as keyof typeof MASK_OF_ATTRIBUTE];
  return { ...masks, [key]: match[1] ? minus(masks[key], ids.mask) : union(masks[key], ids.mask) };
}

/** The masks that the attributes of a definition add up to. */
function withMasks(result: RawDefinitionResult): DefinitionResult {
  if (!result.ok) return result;
  const { type, start, attrs, notes } = result.definition;
  const said = [...notes];
  let masks: MatrixMasks = { apm: EMPTY_MASK, aqm: EMPTY_MASK, adm: EMPTY_MASK };
  for (const [name, value] of attrs) masks = applyAttribute(masks, name, value, said);
  return { ok: true, definition: { type, start, masks, notes: said } };
}

/** One definition object, as found in a file of `/etc/mdevctl.d/matrix` or inside `mdevctl list --dumpjson`. */
export function readDefinition(value: unknown): DefinitionResult {
  return withMasks(readRawDefinition(value));
}

export function parseDefinition(text: string): DefinitionResult {
  return withMasks(parseRawDefinition(text));
}

export interface ListedMdev extends Omit<RawListed, 'parent' | 'result'> {
  readonly result: DefinitionResult;
}

export interface MdevctlListing {
  readonly listed: readonly ListedMdev[];
  /** Things a reader should know about the listing as a whole. */
  readonly notes: readonly string[];
}

/** What `mdevctl list` printed of the matrix device, as JSON or as text; null when the text is neither. */
export function parseMdevctlListing(text: string): MdevctlListing | null {
  const listing = parseList(text) ?? parseLines(text);
  if (listing === null) return null;
  const others = new Map<string, number>();
  for (const { parent } of listing.listed)
    if (parent !== 'matrix') others.set(parent, (others.get(parent) ?? 0) + 1);
  return {
    listed: listing.listed
      .filter(({ parent }) => parent === 'matrix')
      .map(({ id, result, active, defined }) => ({ id, result: withMasks(result), active, defined })),
    notes: [...listing.notes, ...[...others].map(([parent, count]) => othersNote(parent, count))],
  };
}

function othersNote(parent: string, count: number): string {
  return `The parent ${quoted(parent)} is not the matrix device of vfio_ap; left out, with its ${count === 1 ? 'device' : `${count} devices`}.`;
}
