/**
 * Changes of what is frozen: the wished end is worked out on a copy that is taken down, and counts only when the kernel
 * can be brought there with everything that was up coming up again.
 */
import type { DsaDevice, DsaState, DsaWq } from '../../../../shared/dsa/types.ts';
import { LIMITS } from '../../../../shared/dsa/attributes.ts';
import { findWay } from '../plan/find-way.ts';
import type { Way } from '../plan/way.ts';
import { priceOf } from './price.ts';
import { withDevice } from '../model.ts';
import { done, refuse, type Step } from './step.ts';

function idle(wq: DsaWq): DsaWq {
  return { ...wq, state: 'disabled', driver: null, clients: 0, cdevMinor: null };
}

/** One device as if it, or only `wq`, was down, with all settings as they are. Nothing a kernel would show. */
function thawed(state: DsaState, device: DsaDevice, only: number | null): DsaState {
  return withDevice(state, device.name, {
    ...(only === null ? { state: 'disabled', driver: null } : {}),
    wqs: device.wqs.map((wq, index) => (only === null || only === index ? idle(wq) : wq)),
  });
}

/** DSA-O20: what enabling the device teaches the hardware, and the entries it gives. */
function learnt(wq: DsaWq): DsaWq {
  const grouped = wq.groupId >= 0;
  const size = grouped && wq.size === 0 && wq.type !== 'none' ? LIMITS.defaultSize : wq.size;
  return { ...wq, size, hardwareSize: grouped ? size : 0 };
}

function refrozen(
  changed: DsaState,
  before: DsaDevice,
  only: number | null,
  leaveDown: number | null,
): DsaState {
  const device = changed.devices.find(({ name }) => name === before.name)!;
  return withDevice(changed, before.name, {
    state: before.state,
    driver: before.driver,
    cmdStatus: only === null ? 0 : device.cmdStatus,
    wqs: device.wqs.map((wq, index) => {
      if (only !== null && only !== index) return wq;
      const known = only === null && before.state === 'enabled' ? learnt(wq) : wq;
      const was = before.wqs[index]!;
      if (index === leaveDown || was.state === 'disabled') return known;
      const driver = wq.driverName === was.driverName ? was.driver : wq.driverName;
      return { ...known, state: was.state, driver, clients: was.clients, cdevMinor: was.cdevMinor };
    }),
  });
}

function blocked(way: Extract<Way, { readonly ok: false }>): Step {
  return refuse(way.rule, way.message, {
    errno: way.errno,
    because: way.refs.length === 0 ? [] : [{ text: way.message, refs: way.refs }],
  });
}

/**
 * Whose the devices are, which no operation tells, and what the hardware knows of queues that are down, as wished: nothing shows it, so no way is asked to take a device down
 * for that alone; the one that enables such a queue later does.
 */
function withKnown(reached: DsaState, end: DsaState): DsaState {
  const wished = new Map(end.mdevs.map((mdev) => [mdev.id, mdev]));
  return {
    ...reached,
    guests: end.guests,
    mdevs: reached.mdevs.map((mdev) => {
      const wish = wished.get(mdev.id);
      return wish === undefined ? mdev : { ...mdev, guest: wish.guest, definition: wish.definition };
    }),
    devices: reached.devices.map((device) => {
      const wish = end.devices.find(({ bdf }) => bdf === device.bdf);
      if (wish === undefined) return device;
      const wqs = device.wqs.map((wq, index) => {
        const { hardwareSize } = wish.wqs[index]!;
        return wq.hardwareSize === hardwareSize ? wq : { ...wq, hardwareSize };
      });
      return wqs.some((wq, index) => wq !== device.wqs[index]) ? { ...device, wqs } : device;
    }),
  };
}

/** `end` when operations lead there, as they leave it, with what they stop as notes; else why they do not. */
export function reach(from: DsaState, end: DsaState): Step {
  const way = findWay(from, end, 'all');
  return way.ok ? done(withKnown(way.end, end), ...priceOf(from, way)) : blocked(way);
}

/**
 * The end of `change` made while the device, or only wq `only` of it, is down, and of `after` made when it is up again;
 * `leaveDown` is not brought up in between. Not yet checked for a way.
 */
export function endThrough(
  state: DsaState,
  device: DsaDevice,
  only: number | null,
  change: (state: DsaState) => Step,
  leaveDown: number | null = null,
): Step {
  if (device.state === 'halted')
    return refuse(
      'DSA-O42',
      `${device.name} is halted after a fatal error. Reset its PCI function or reload idxd on the host, and read the host again.`,
      {
        because: [
          { text: `${device.name} is halted.`, refs: [{ kind: 'part', family: 'dsa', id: device.name }] },
        ],
      },
    );
  const changed = change(thawed(state, device, only));
  return changed.ok ? { ...changed, state: refrozen(changed.state, device, only, leaveDown) } : changed;
}
