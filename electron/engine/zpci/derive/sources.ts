/** What sysfs, the CLP ioctl and VFIO tell of one function, and whom else each shows (zpci.md 1.8, 2.6). */
import type { ShownValue, SourceCell, SourcesCard } from '../../../../shared/zpci/cards.ts';
import { type ClpField, FUNCTION_FIELDS, GROUP_FIELDS } from '../../../../shared/zpci/fields.ts';
import type { FactSource, HostFunction, ZpciState } from '../../../../shared/zpci/types.ts';
import { functionByFid } from '../../../../shared/zpci/types.ts';
import { plural } from '../../words.ts';
import { hostWindowOf } from '../kernel/report.ts';
import { hostRaw } from './field-ways.ts';
import { ownersByAddress } from './problems-host.ts';
import { hex, type Raw, shown, typeName } from './shown.ts';

const MOST_NEIGHBOURS = 24;

/** How a way tells a field: where, or why not. `partly:` and `raw:` say that it does so with a reserve. */
type Row = Readonly<Record<FactSource, string>>;

const NOT_IN_SYSFS = 'no:sysfs has no file for it';
const NOT_IN_VFIO = 'no:no capability has it';
const FN = 'Query Function';
const GRP = 'Query Group';

const ROWS: Readonly<Record<string, Row>> = {
  fid: { sysfs: 'function_id', clp: FN, vfio: NOT_IN_VFIO },
  uid: { sysfs: 'uid', clp: FN, vfio: NOT_IN_VFIO },
  fh: { sysfs: 'function_handle', clp: 'List', vfio: 'BASE, version 2' },
  pchid: { sysfs: 'pchid', clp: FN, vfio: 'BASE' },
  pfgid: { sysfs: 'pfgid', clp: FN, vfio: 'BASE' },
  pft: { sysfs: 'pft', clp: FN, vfio: 'BASE' },
  vfn: { sysfs: 'vfn', clp: FN, vfio: 'BASE' },
  port: { sysfs: 'port', clp: FN, vfio: NOT_IN_VFIO },
  pfip: { sysfs: 'pfip/segment0 to 3', clp: FN, vfio: 'PFIP' },
  utilStr: { sysfs: 'util_string', clp: FN, vfio: 'UTIL' },
  sdma: { sysfs: 'partly:iommu_group/reserved_regions', clp: `raw:${FN}`, vfio: 'BASE' },
  edma: { sysfs: 'partly:iommu_group/reserved_regions', clp: `raw:${FN}`, vfio: 'BASE' },
  dasm: { sysfs: NOT_IN_SYSFS, clp: GRP, vfio: 'GROUP' },
  msia: { sysfs: NOT_IN_SYSFS, clp: GRP, vfio: 'GROUP' },
  noi: { sysfs: NOT_IN_SYSFS, clp: GRP, vfio: 'GROUP' },
  maxstbl: { sysfs: NOT_IN_SYSFS, clp: GRP, vfio: 'GROUP, version 2' },
  mui: { sysfs: 'partly:debugfs pci/*/statistics', clp: GRP, vfio: 'GROUP' },
  version: { sysfs: 'partly:max_bus_speed of the slot', clp: GRP, vfio: 'GROUP' },
  refresh: { sysfs: NOT_IN_SYSFS, clp: GRP, vfio: 'GROUP' },
  frame: { sysfs: NOT_IN_SYSFS, clp: GRP, vfio: NOT_IN_VFIO },
  rtr: { sysfs: NOT_IN_SYSFS, clp: GRP, vfio: NOT_IN_VFIO },
  dtsm: { sysfs: NOT_IN_SYSFS, clp: GRP, vfio: NOT_IN_VFIO },
  fmbl: { sysfs: NOT_IN_SYSFS, clp: FN, vfio: 'BASE' },
};

/** Fields as the sources have them: all that ROWS names, in its order. */
export const SOURCE_FIELDS = Object.keys(ROWS);

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

function cellOf(state: ZpciState, one: HostFunction, name: string, source: FactSource): SourceCell {
  const [, mark, words] = /^(?:(partly|raw|no):)?(.*)$/.exec(ROWS[name]![source])!;
  const tells = (mark ?? 'yes') as SourceCell['tells'];
  if (tells === 'no') return { tells, where: words!, value: null };
  const was = one.toldBy.includes(source) || (source === 'sysfs' && one.toldBy.length === 0);
  return { tells, where: words!, value: was ? valueOf(state, one, name, tells === 'raw') : null };
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

/** Null when the function is gone. */
export function sourcesCard(state: ZpciState, fid: number): SourcesCard | null {
  const one = functionByFid(state, fid);
  if (one === undefined) return null;
  const others = state.functions.filter((other) => other !== one);
  return {
    fid,
    rows: SOURCE_FIELDS.map((field) => ({
      field,
      label: labelOf(field),
      cells: {
        sysfs: cellOf(state, one, field, 'sysfs'),
        clp: cellOf(state, one, field, 'clp'),
        vfio: cellOf(state, one, field, 'vfio'),
      },
    })),
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
