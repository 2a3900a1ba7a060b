/** What sysfs, the CLP ioctl and VFIO tell of one function, and whom else each shows (zpci.md 1.8, 2.6). */
import type { ShownValue, SourceCell, SourcesCard } from '../../../../shared/zpci/cards.ts';
import { type ClpField, FUNCTION_FIELDS, GROUP_FIELDS } from '../../../../shared/zpci/fields.ts';
import type { FactSource, HostFunction, ZpciState } from '../../../../shared/zpci/types.ts';
import { functionByFid } from '../../../../shared/zpci/types.ts';
import { plural } from '../../words.ts';
import { hostWindowOf } from '../kernel/report.ts';
import { FIELD_SOURCES, type SourcedField } from '../kernel/sources.ts';
import { hostRaw } from './field-ways.ts';
import { ownersByAddress } from './problems-host.ts';
import { hex, type Raw, shown, typeName } from './shown.ts';

const MOST_NEIGHBOURS = 24;

const FN = 'Query Function';
const GRP = 'Query Group';

/** Where each way tells a field; whether it does is of FIELD_SOURCES. */
const PLACES = {
  fid: { sysfs: 'function_id', clp: FN },
  uid: { sysfs: 'uid', clp: FN },
  fh: { sysfs: 'function_handle', clp: 'List', vfio: 'BASE, version 2' },
  pchid: { sysfs: 'pchid', clp: FN, vfio: 'BASE' },
  pfgid: { sysfs: 'pfgid', clp: FN, vfio: 'BASE' },
  pft: { sysfs: 'pft', clp: FN, vfio: 'BASE' },
  vfn: { sysfs: 'vfn', clp: FN, vfio: 'BASE' },
  port: { sysfs: 'port', clp: FN },
  pfip: { sysfs: 'pfip/segment0 to 3', clp: FN, vfio: 'PFIP' },
  utilStr: { sysfs: 'util_string', clp: FN, vfio: 'UTIL' },
  sdma: { sysfs: 'iommu_group/reserved_regions', clp: FN, vfio: 'BASE' },
  edma: { sysfs: 'iommu_group/reserved_regions', clp: FN, vfio: 'BASE' },
  dasm: { clp: GRP, vfio: 'GROUP' },
  msia: { clp: GRP, vfio: 'GROUP' },
  noi: { clp: GRP, vfio: 'GROUP' },
  maxstbl: { clp: GRP, vfio: 'GROUP, version 2' },
  mui: { sysfs: 'debugfs pci/*/statistics', clp: GRP, vfio: 'GROUP' },
  version: { sysfs: 'max_bus_speed of the slot', clp: GRP, vfio: 'GROUP' },
  refresh: { clp: GRP, vfio: 'GROUP' },
  frame: { clp: GRP },
  rtr: { clp: GRP },
  dtsm: { clp: GRP },
  fmbl: { clp: FN, vfio: 'BASE' },
} as const satisfies Partial<Record<SourcedField, Partial<Record<FactSource, string>>>>;
type PlacedField = keyof typeof PLACES;

const NOWHERE: Readonly<Record<FactSource, string>> = {
  sysfs: 'sysfs has no file for it',
  clp: 'no answer has it',
  vfio: 'no capability has it',
};

/** Fields as the sources have them, in this order. */
export const SOURCE_FIELDS = Object.keys(PLACES) as readonly PlacedField[];

function fieldNamed(name: string): ClpField | undefined {
  return [...FUNCTION_FIELDS, ...GROUP_FIELDS].find((field) => field.name === name);
}

function labelOf(name: string): string {
  return name === 'fh' ? 'handle' : (fieldNamed(name)?.label ?? name);
}

function windowRaw(state: ZpciState, one: HostFunction, name: 'sdma' | 'edma', raw: boolean): Raw {
  const end = name === 'sdma' ? 'start' : 'end';
  if (raw) return one.platformWindow === null ? null : BigInt(one.platformWindow[end]);
  return hostWindowOf(state.host, one)?.[end] ?? null;
}

function valueOf(state: ZpciState, one: HostFunction, name: string, raw: boolean): ShownValue | null {
  if (name === 'fh') return one.fh === null ? null : { text: hex(one.fh, 8), meaning: '' };
  const field = fieldNamed(name);
  if (field === undefined) return null;
  const value = name === 'sdma' || name === 'edma' ? windowRaw(state, one, name, raw) : hostRaw(field, one);
  return value === null ? null : shown(field, value);
}

/** The window that CLP tells is the platform's, of which the host's kernel may handle less. */
function tellingOf(name: PlacedField, source: FactSource): SourceCell['tells'] {
  return source === 'clp' && (name === 'sdma' || name === 'edma') ? 'raw' : FIELD_SOURCES[name][source];
}

function cellOf(state: ZpciState, one: HostFunction, name: PlacedField, source: FactSource): SourceCell {
  const tells = tellingOf(name, source);
  const places: Partial<Record<FactSource, string>> = PLACES[name];
  const where = places[source] ?? NOWHERE[source];
  if (tells === 'no') return { tells, where, value: null };
  const was = one.toldBy.includes(source) || (source === 'sysfs' && one.toldBy.length === 0);
  return { tells, where, value: was ? valueOf(state, one, name, tells === 'raw') : null };
}

const WAYS = (count: number): SourcesCard['ways'] => [
  {
    way: 'sysfs',
    title: 'sysfs',
    who: 'anyone',
    reaches: count,
    verdict:
      'It has the usual PCI files and some of IBM Z, but not the limits a guest needs: address mask, MSI address, interrupts and block size are in no file.',
  },
  {
    way: 'clp',
    title: 'CLP ioctl',
    who: 'root',
    reaches: count,
    verdict: `/dev/clp has everything, raw, but of all ${plural(count, 'function')} of this machine: whoever may open it sees what others use, too. It does not say what the host’s kernel made of a window.`,
  },
  {
    way: 'vfio',
    title: 'VFIO',
    who: 'whoever holds the function',
    reaches: 1,
    verdict:
      'It answers for the one function that was opened, with what the host’s kernel really handles. QEMU asks this way.',
  },
];

/** Fields a reader of /dev/clp would see of somebody else's function. */
const EXPOSED = ['fid', 'uid', 'pchid', 'vfn', 'pft', 'port', 'pfip', 'utilStr', 'edma', 'noi'] as const;

export function ownerOf(state: ZpciState, one: HostFunction): string {
  const users = one.address === null ? [] : (ownersByAddress(state.guests).get(one.address) ?? []);
  if (users.length > 0) return users.map(({ guest }) => guest.name).join(', ');
  if (one.driver !== null) return one.driver;
  return one.driverTold ? 'nobody' : 'not known';
}

/** Functions of the same adapter first, then of the same group, then by FID. */
function nearest(one: HostFunction, others: readonly HostFunction[]): readonly HostFunction[] {
  const far = (other: HostFunction): number => {
    if (one.pchid !== null && other.pchid === one.pchid) return 0;
    return one.group !== null && other.group === one.group ? 1 : 2;
  };
  return others.toSorted((left, right) => far(left) - far(right) || left.fid - right.fid);
}

/** What each way tells of the function, without its neighbours: those of 4,096 functions take time to sort. */
export function sourceRows(state: ZpciState, one: HostFunction): SourcesCard['rows'] {
  return SOURCE_FIELDS.map((field) => ({
    field,
    label: labelOf(field),
    cells: {
      sysfs: cellOf(state, one, field, 'sysfs'),
      clp: cellOf(state, one, field, 'clp'),
      vfio: cellOf(state, one, field, 'vfio'),
    },
  }));
}

/** Null when the function is gone. */
export function sourcesCard(state: ZpciState, fid: number): SourcesCard | null {
  const one = functionByFid(state, fid);
  if (one === undefined) return null;
  const others = state.functions.filter((other) => other !== one);
  return {
    fid,
    rows: sourceRows(state, one),
    ways: WAYS(state.functions.length),
    neighbours: nearest(one, others)
      .slice(0, MOST_NEIGHBOURS)
      .map((other) => ({
        fid: other.fid,
        address: other.address,
        type: other.pft === null ? 'not known' : typeName(other.pft),
        owner: ownerOf(state, other),
        exposed: EXPOSED.map((name) => ({
          label: labelOf(name),
          value: valueOf(state, other, name, true)?.text ?? null,
        })),
      })),
    neighbourCount: others.length,
  };
}
