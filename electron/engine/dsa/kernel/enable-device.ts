/** Enabling a device: binding it to `idxd` on the dsa bus (DSA-O20), and disabling it (DSA-O21). */
import { LIMITS } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, groupName, wqName } from '../../../../shared/dsa/types.ts';
import { plural } from '../../words.ts';
import { freeReadBuffers, freshGroup, resetWq, sharedSupport, usedSize } from '../model.ts';
import { unbindWq } from './disable-wq.ts';
import { type Draft, refuse } from './draft.ts';
import { STATUS } from './status.ts';

/**
 * The driver's look at all wqs and engines, made when a device and again when a wq is enabled; configurable devices only.
 * `errno` is ENXIO for a device; what a wq's driver answers differs (see enable-wq.ts).
 */
export function checkConfiguration(draft: Draft, name: string, errno: string, rule: string): void {
  const device = draft.device(name);
  if (!device.caps.configurable) return;
  const grouped = device.wqs.flatMap((wq, index) => (wq.groupId >= 0 ? [{ wq, index }] : []));
  const shared = grouped.find(({ wq }) => wq.mode === 'shared');
  if (shared !== undefined && !sharedSupport(draft.state.host, device))
    draft.refuseWith(
      name,
      STATUS.noSharedSupport,
      errno,
      rule,
      `${wqName(device, shared.index)} is in a group and shared, but ${name} has no support for shared queues here: they need PASID and ENQCMD. Make it dedicated.`,
      name,
      wqName(device, shared.index),
    );
  if (grouped.length === 0)
    draft.refuseWith(name, STATUS.noWqs, errno, rule, `No queue of ${name} is in a group.`, name);
  if (device.engines.every((group) => group < 0))
    refuse(
      errno,
      rule,
      `No engine of ${name} is in a group. The kernel leaves cmd_status as it was in this case.`,
      name,
    );
  draft.changeDevice(name, {
    wqs: device.wqs.map((wq) =>
      wq.groupId >= 0 && wq.size === 0 && wq.type !== 'none' ? { ...wq, size: LIMITS.defaultSize } : wq,
    ),
  });
}

interface HardwareAnswer {
  readonly status: number;
  readonly message: string;
  readonly part: string;
}

function groupAnswer(device: DsaDevice, index: number): HardwareAnswer | null {
  const part = groupName(device, index);
  const wqs = device.wqs.filter(({ groupId }) => groupId === index).length;
  const engines = device.engines.filter((of) => of === index).length;
  if (wqs > 0 && engines === 0)
    return { status: STATUS.wqOrEngine, part, message: `${part} has ${plural(wqs, 'queue')} but no engine.` };
  if (wqs === 0 && engines > 0)
    return {
      status: STATUS.wqOrEngine,
      part,
      message: `${part} has ${plural(engines, 'engine')} but no queue.`,
    };
  if (engines === 0 || device.caps.maxReadBuffers === 0) return null;
  const { readBuffersAllowed: allowed, readBuffersReserved: reserved } = device.groups[index]!;
  const least = LIMITS.readBuffersPerEngine * engines;
  const most = reserved + freeReadBuffers(device);
  const fit = allowed >= least && reserved <= allowed && allowed <= most;
  return fit
    ? null
    : {
        status: STATUS.readBuffers,
        part,
        message: `${part} allows ${allowed} read buffers; with ${plural(engines, 'engine')} and ${reserved} reserved it takes ${Math.max(least, reserved)} to ${most}.`,
      };
}

/** What the hardware says to ENABLE_DEVICE in this model; null = it takes it. */
export function hardwareAnswer(device: DsaDevice): HardwareAnswer | null {
  const sum = usedSize(device);
  if (sum > device.caps.totalSize)
    return {
      status: STATUS.sizes,
      part: device.name,
      message: `The queues of ${device.name} take ${sum} entries together, and it has ${device.caps.totalSize}.`,
    };
  for (const index of device.groups.keys()) {
    const answer = groupAnswer(device, index);
    if (answer !== null) return answer;
  }
  return null;
}

export function bindDevice(draft: Draft, name: string): void {
  const { driver, state } = draft.device(name);
  if (driver !== null) refuse('EBUSY', 'DSA-O20', `${name} is bound to ${driver} already.`, name);
  if (state !== 'disabled')
    draft.refuseWith(
      name,
      STATUS.deviceEnabled,
      'ENXIO',
      'DSA-O20',
      state === 'halted'
        ? `${name} has halted after an error; only a reset of the PCI function helps.`
        : `${name} is enabled already.`,
      name,
    );
  checkConfiguration(draft, name, 'ENXIO', 'DSA-O20');
  const device = draft.device(name);
  const answer = hardwareAnswer(device);
  if (answer !== null)
    draft.refuseWith(
      name,
      answer.status,
      'ENXIO',
      'DSA-O20',
      `The hardware refuses to enable ${name}: ${answer.message}`,
      name,
      answer.part,
    );
  draft.changeDevice(name, {
    state: 'enabled',
    driver: 'idxd',
    cmdStatus: 0,
    wqs: device.wqs.map((wq) => ({ ...wq, hardwareSize: wq.groupId >= 0 ? wq.size : 0 })),
  });
}

/** Always succeeds. What was halted stays so until the PCI function is reset. */
export function unbindDevice(draft: Draft, name: string): void {
  for (const [index, wq] of draft.device(name).wqs.entries())
    if (wq.state !== 'disabled') unbindWq(draft, name, index);
  const device = draft.device(name);
  const { caps } = device;
  draft.changeDevice(name, {
    driver: null,
    state: device.state === 'halted' ? 'halted' : 'disabled',
    ...(caps.configurable && {
      groups: device.groups.map(() => freshGroup(caps)),
      engines: device.engines.map(() => -1),
      wqs: device.wqs.map((wq) => ({ ...resetWq(wq, caps), size: 0, groupId: -1, hardwareSize: 0 })),
    }),
  });
}
