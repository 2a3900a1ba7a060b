/** Why a setting cannot be written now, and what stops for it (dsa.md 3.2 to 3.5). */
import type { AttributeRow } from '../../../../shared/dsa/cards.ts';
import { type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import { listWords, plural } from '../../words.ts';
import { frozenPart } from '../edits/configure.ts';
import { mdevsOfWq, type Part } from '../edits/parts.ts';
import { fileNamed } from '../edits/values.ts';

/** Why a file cannot be written at all, whatever is taken down; null = it can. */
export function neverWritable(
  { device, kind, index }: Part,
  file: string,
): { readonly errno: string; readonly rule: string; readonly why: string } | null {
  const free =
    kind === 'wq' &&
    ['type', 'name', 'driver_name', 'enqcmds_retries', 'prs_disable', 'op_config'].includes(file);
  if (!device.caps.configurable && !free)
    return { errno: 'EPERM', rule: 'DSA-O15', why: `The configuration of ${device.name} is read-only.` };
  if (kind === 'wq' && device.wqs[index]!.mode === 'dedicated' && file === 'threshold')
    return { errno: 'EINVAL', rule: 'DSA-O5', why: 'A dedicated queue has no threshold.' };
  if (kind === 'wq' && device.wqs[index]!.mode === 'dedicated' && file === 'enqcmds_retries')
    return { errno: 'EOPNOTSUPP', rule: 'DSA-O14', why: 'Only shared queues are submitted to with ENQCMDS.' };
  if (file.startsWith('traffic_class') && device.caps.version <= 0x200)
    return { errno: 'EPERM', rule: 'DSA-O19', why: 'Traffic classes are fixed for DSA up to 2.0.' };
  if (file === 'use_read_buffer_limit' && device.readBufferLimit === 0)
    return {
      errno: 'EPERM',
      rule: 'DSA-O19',
      why: `The read buffer limit of ${device.name} is 0. Set it first.`,
    };
  if (file === 'read_buffer_limit' && !device.caps.readBufferLimit)
    return { errno: 'EPERM', rule: 'DSA-O19', why: `${device.name} cannot limit read buffers.` };
  if (file === 'prs_disable' && !device.caps.prs)
    return { errno: 'EOPNOTSUPP', rule: 'DSA-O12', why: `${device.name} cannot switch page requests off.` };
  if (device.state === 'halted')
    return { errno: 'EPERM', rule: 'DSA-O42', why: `${device.name} is halted after a fatal error.` };
  return null;
}

/** What freezes the file now, and what is stopped for it. */
export function frozenRow(state: DsaState, part: Part, file: string): AttributeRow['frozen'] {
  const never = neverWritable(part, file);
  if (never !== null) return { ...never, unfreeze: [], canGoThrough: false };
  const attribute = fileNamed(part.kind, file)!;
  const level = frozenPart(part, attribute);
  if (level === null) return null;
  const { device } = part;
  const nxio = file === 'threshold' || file === 'block_on_fault';
  const what = level === 'device' ? device.name : part.name;
  return {
    rule: attribute.rule,
    errno: nxio ? 'ENXIO' : 'EPERM',
    why:
      level === 'device'
        ? `${device.name} is enabled, and this can be written only while it is disabled.`
        : `${part.name} is ${device.wqs[part.index]!.state}, and its settings are frozen while it is in use.`,
    unfreeze: unfreezing(state, part, what),
    canGoThrough: true,
  };
}

/** In sentences: what stops for it. Of the device: all its queues and their guests; of a wq: its own. */
function unfreezing(state: DsaState, part: Part, what: string): readonly string[] {
  const { device } = part;
  const indexes =
    what === device.name
      ? device.wqs.flatMap(({ state: of }, index) => (of === 'disabled' ? [] : [index]))
      : [part.index];
  const mdevs = indexes.flatMap((index) => mdevsOfWq(state, device, index));
  const names = indexes.map((index) => wqName(device, index));
  const running = [
    ...new Set(mdevs.flatMap(({ running: run, guest, id }) => (run === null ? [] : [guest ?? id]))),
  ];
  const guests = running.map((id) => state.guests.find((guest) => guest.id === id)?.name ?? id);
  const distinct = new Set(mdevs.map(({ id }) => id)).size;
  return [
    `${what} goes down and comes up again.`,
    ...(what === device.name && names.length > 0
      ? [`${listWords(names, 8)} ${names.length === 1 ? 'goes' : 'go'} down with it.`]
      : []),
    ...(distinct > 0
      ? [`${plural(distinct, 'device')} of guests ${distinct === 1 ? 'is' : 'are'} removed and made again.`]
      : []),
    ...(guests.length > 0
      ? [`${listWords(guests)} ${guests.length === 1 ? 'is' : 'are'} stopped and started again.`]
      : []),
  ];
}
