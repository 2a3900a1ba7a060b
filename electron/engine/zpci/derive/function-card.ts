/** All that is known of one function of the host, and what it needs before a guest can have it. */
import type { FactRow, FunctionCard, ShownValue, SourcesCard } from '../../../../shared/zpci/cards.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { FUNCTION_FIELDS, GROUP_FIELDS } from '../../../../shared/zpci/fields.ts';
import {
  activeVirtuals,
  fidText,
  functionByFid,
  type HostFunction,
  slotName,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { guestReadFromInside } from '../../../../shared/zpci/own-view.ts';
import { functionName, formatZpciRef } from '../../../../shared/zpci/refs.ts';
import { plural } from '../../words.ts';
import { recoverCommands, recoverWords } from '../edits/recovery.ts';
import { hostWindowOf } from '../kernel/report.ts';
import { builtOf, functionOf } from './built.ts';
import { hostRaw } from './field-ways.ts';
import { problems } from './problems.ts';
import { type Owner, ownersByAddress } from './problems-host.ts';
import { aboutSize, hex, shown, typeName, UNKNOWN } from './shown.ts';
import { ownerOf, sourceRows } from './sources.ts';
import { bindCommand, powerCommand } from './steps.ts';

const STATE_WORDS: Readonly<Record<HostFunction['state'], string>> = {
  configured: 'configured',
  standby: 'in standby',
  reserved: 'reserved',
  error: 'in error',
  'permanent-error': 'failed permanently',
};

function text(value: string | null, meaning = ''): ShownValue {
  return value === null ? UNKNOWN : { text: value, meaning };
}

function number(value: number | null): ShownValue {
  return text(value === null ? null : String(value));
}

function yesNo(value: boolean | null): ShownValue {
  return text(value === null ? null : value ? 'yes' : 'no');
}

const SHOWN_FIELDS = ['pchid', 'vfn', 'pft', 'port', 'pfgid', 'pfip', 'utilStr'] as const;
const LIMIT_FIELDS = [
  'noi',
  'maxstbl',
  'dasm',
  'msia',
  'mui',
  'version',
  'refresh',
  'frame',
  'rtr',
  'dtsm',
] as const;

const WAY_ORDER = ['sysfs', 'vfio', 'clp'] as const;

function fieldRow(rows: SourcesCard['rows'], one: HostFunction, name: string): FactRow {
  const field = [...FUNCTION_FIELDS, ...GROUP_FIELDS].find((other) => other.name === name)!;
  const raw = hostRaw(field, one);
  const row = rows.find((other) => other.field === name);
  const read =
    row === undefined
      ? undefined
      : (WAY_ORDER.find((way) => row.cells[way].value !== null && row.cells[way].tells === 'yes') ??
        WAY_ORDER.find((way) => row.cells[way].value !== null));
  const told =
    row === undefined
      ? undefined
      : (['sysfs', 'vfio', 'clp'] as const).find((way) => row.cells[way].tells !== 'no');
  const from =
    row === undefined
      ? ''
      : raw !== null && read !== undefined
        ? `${read}: ${row.cells[read].where}`
        : told === undefined
          ? 'no way tells it'
          : `${told} would tell it: ${row.cells[told].where}`;
  return { label: field.label, value: shown(field, raw), from };
}

function windowRow(
  label: string,
  window: { readonly start: bigint; readonly end: bigint } | null,
  from: string,
): FactRow {
  return {
    label,
    value:
      window === null
        ? UNKNOWN
        : {
            text: `${hex(window.start)} to ${hex(window.end)}`,
            meaning: aboutSize(window.end - window.start + 1n),
          },
    from,
  };
}

function factsOf(state: ZpciState, one: HostFunction): readonly FactRow[] {
  const rows = sourceRows(state, one);
  const platform =
    one.platformWindow === null
      ? null
      : { start: BigInt(one.platformWindow.start), end: BigInt(one.platformWindow.end) };
  const ids = one.vendor === null || one.device === null ? null : `${one.vendor}:${one.device}`;
  return [
    { label: 'FID', value: text(fidText(one.fid)), from: 'function_id' },
    { label: 'UID', value: text(one.uid === null ? null : hex(one.uid, 4)), from: 'uid' },
    { label: 'UID is unique', value: yesNo(one.uidIsUnique), from: 'uid_is_unique' },
    { label: 'state', value: text(one.state, STATE_WORDS[one.state]), from: 'power of the slot' },
    { label: 'handle', value: text(one.fh === null ? null : hex(one.fh, 8)), from: 'function_handle' },
    ...SHOWN_FIELDS.map((name) => fieldRow(rows, one, name)),
    { label: 'PCI ids', value: text(ids), from: 'vendor, device' },
    { label: 'PCI class', value: text(one.pciClass), from: 'class' },
    {
      label: 'driver',
      value: one.driverTold ? text(one.driver ?? 'none') : UNKNOWN,
      from: 'link driver',
    },
    { label: 'IOMMU group', value: number(one.iommuGroup), from: 'link iommu_group' },
    { label: 'MIO instructions', value: yesNo(one.mioEnabled), from: 'mio_enabled' },
    { label: 'MSI-X vectors', value: number(one.msix), from: 'config space, or vfio' },
    { label: 'active virtual functions', value: number(one.activeVfs), from: 'sriov_numvfs' },
    { label: 'virtual functions at most', value: number(one.totalVfs), from: 'sriov_totalvfs' },
    ...(one.physicalFunction === null
      ? []
      : [{ label: 'physical function', value: text(one.physicalFunction), from: 'link physfn' }]),
    windowRow('window of the platform', platform, 'CLP Query Function'),
    windowRow('window the kernel handles', hostWindowOf(state.host, one), 'BASE, or reserved_regions'),
    ...LIMIT_FIELDS.map((name) => fieldRow(rows, one, name)),
    {
      label: 'measurement block',
      value: text(one.fmbLength === null ? null : String(one.fmbLength), 'bytes'),
      from: 'BASE, or CLP Query Function',
    },
  ];
}

function bytesOf(words: string | null): readonly number[] | null {
  if (words === null) return null;
  return (words.replaceAll(/[^0-9a-fA-F]/g, '').match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
}

function userWords(users: readonly Owner[]): string {
  return users.map(({ guest, device }) => `${guest.name} (${device.id})`).join(', ');
}

function readyOf(one: HostFunction, users: readonly Owner[]): FunctionCard['ready'] {
  const name = functionName(one);
  const powerOn: ZpciEdit = { family: 'zpci', op: 'setPower', fid: one.fid, on: true };
  const bind: ZpciEdit = { family: 'zpci', op: 'setDriver', fid: one.fid, driver: 'vfio-pci' };
  const broken = one.state === 'error' || one.state === 'permanent-error';
  const vfs = activeVirtuals(one);
  return [
    {
      text:
        one.state === 'standby'
          ? `${name} is in standby; its slot has to be powered on.`
          : one.state === 'reserved'
            ? `${name} is reserved and has to be configured at the machine.`
            : `${name} is configured.`,
      ok: one.state !== 'standby' && one.state !== 'reserved',
      rule: 'ZPCI-A21',
      edits: one.state === 'standby' ? [powerOn] : [],
    },
    {
      text: broken
        ? `${name} is ${STATE_WORDS[one.state]}; ${recoverWords(one)}.`
        : `${name} reports no error.`,
      ok: !broken,
      rule: 'ZPCI-A25',
      edits: [],
    },
    {
      text:
        vfs > 0
          ? `It is a physical function with ${plural(vfs, 'virtual function')} in use, which it would take away.`
          : 'No virtual functions of it are in use.',
      ok: vfs === 0,
      rule: 'ZPCI-A24',
      edits: [],
    },
    {
      text: !one.driverTold
        ? 'Which driver it has was not read.'
        : one.driver === 'vfio-pci'
          ? 'It is bound to vfio-pci.'
          : `It is bound to ${one.driver ?? 'no driver'}; vfio-pci has to take it, which giving it does.`,
      ok: one.driver === 'vfio-pci',
      rule: 'ZPCI-A22',
      edits: one.driver === 'vfio-pci' || one.state !== 'configured' || vfs > 0 ? [] : [bind],
    },
    {
      text:
        users.length === 0
          ? 'No guest has it.'
          : users.length === 1
            ? `${userWords(users)} has it, and no other guest can have it meanwhile.`
            : `${userWords(users)} have it, and only one guest can.`,
      // The guest that has it is no obstacle to itself.
      ok: users.length <= 1,
      rule: 'ZPCI-A23',
      edits: [],
    },
  ];
}

function bindCommandOf(one: HostFunction): FunctionCard['commands'][number] {
  return one.driver === 'vfio-pci'
    ? { task: 'Give it back to its driver', command: bindCommand(one, one.ownDriver ?? 'host') }
    : { task: 'Keep it for guests', command: bindCommand(one, 'vfio-pci') };
}

function commandsOf(one: HostFunction, isInside: boolean): FunctionCard['commands'] {
  const { address, fid } = one;
  return [
    { task: 'See its slot', command: `cat /sys/bus/pci/slots/${slotName(fid)}/power` },
    ...(one.state === 'standby' ? [{ task: 'Power it on', command: powerCommand(fid, true) }] : []),
    ...(address === null || one.state !== 'configured'
      ? []
      : [
          { task: 'See it', command: `lspci -D -nn -s ${address}` },
          ...(isInside ? [] : [bindCommandOf(one)]),
          { task: 'Power it off', command: powerCommand(fid, false) },
        ]),
    ...(address !== null && (one.state === 'error' || one.state === 'permanent-error')
      ? recoverCommands(one)
      : []),
  ];
}

function ownersOf(state: ZpciState, one: HostFunction): readonly Owner[] {
  return one.address === null ? [] : (ownersByAddress(state.guests).get(one.address) ?? []);
}

/** The guest that was read has what it sees (M-7): the device whose numbers the function shows. */
function ownersInside(state: ZpciState, guest: ZpciGuest, one: HostFunction): readonly Owner[] {
  const built = builtOf(state, guest);
  return guest.devices.flatMap((device) => {
    const made = functionOf(built, device.id);
    return made?.uid === one.uid && made.fid === one.fid ? [{ guest, device }] : [];
  });
}

/** Null when the function is gone. */
export function functionCard(observed: ZpciState, state: ZpciState, fid: number): FunctionCard | null {
  const one = functionByFid(state, fid);
  if (one === undefined) return null;
  const type = one.pft === null ? 'PCI function' : typeName(one.pft);
  const id = formatZpciRef({ kind: 'fn', fid });
  const inside = guestReadFromInside(state);
  const owners = inside === undefined ? ownersOf(state, one) : ownersInside(state, inside, one);
  const functionBytes = bytesOf(one.answer);
  const owner = ownerOf(state, one);
  const used =
    inside === undefined
      ? `used by ${owner === 'not known' ? 'somebody who is not known' : owner}`
      : `as ${inside.name} sees it, which has it as ${owners.length === 0 ? 'a device that is not known' : owners.map(({ device }) => device.id).join(', ')}`;
  return {
    fid,
    address: one.address,
    title: `${functionName(one)} ${type}`,
    summary: `${type}, ${STATE_WORDS[one.state]}, ${used}.`,
    state: one.state,
    facts: factsOf(state, one),
    others: Object.entries(one.others).map(([name, value]) => ({ name, text: value })),
    answer: functionBytes === null ? null : { functionBytes, groupBytes: bytesOf(one.groupAnswer) },
    owners: owners.map(({ guest, device }) => ({ guest: guest.id, device: device.id })),
    ready: inside === undefined ? readyOf(one, owners) : [],
    problems: problems(observed, state).filter(({ refs }) =>
      refs.some((ref) => ref.kind === 'part' && ref.family === 'zpci' && ref.id === id),
    ),
    commands: commandsOf(one, inside !== undefined),
  };
}
