/** What enabling a device asks for, in the order of the driver and then of the hardware (DSA-O20). */
import type { DsaEdit } from '../../../../shared/dsa/edits.ts';
import { LIMITS } from '../../../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  type DsaState,
  engineName,
  groupName,
  wqName,
} from '../../../../shared/dsa/types.ts';
import type { Errno, Fix } from '../../../../shared/findings.ts';
import { listWords, plural } from '../../words.ts';
import { DEFAULT_SIZE, engineFor, groupFor } from '../edits/enable-order.ts';
import { enginesInGroup, freeEntries, wqsInGroup } from '../edits/parts.ts';
import { allowedRange } from '../edits/setting-fixes.ts';
import { freeReadBuffers, sharedSupport } from '../model.ts';
import { fixOf } from '../edits/step.ts';

export interface Check {
  readonly rule: string;
  readonly holds: boolean;
  /** What is asked for; where it does not hold, what is wrong instead. */
  readonly text: string;
  /** Null = the studio's own check, which no driver makes. */
  readonly errno: Errno | null;
  /** Null = the driver leaves it as it was. */
  readonly cmdStatus: number | null;
  readonly fixes: () => readonly Fix[];
}

export const NO_FIXES = (): readonly Fix[] => [];

export function configure(part: string, values: Readonly<Record<string, string>>, through = false): DsaEdit {
  return { family: 'dsa', op: 'configure', part, values: { ...values }, through };
}

function whyNoShared(device: DsaDevice): string {
  return device.caps.pasid
    ? 'this CPU or kernel has no ENQCMD'
    : `${device.name} has no PASID: switch VT-d on in the firmware and start Linux with intel_iommu=on,sm_on`;
}

function sharedCheck(state: DsaState, device: DsaDevice): Check {
  const shared = device.wqs.flatMap((wq, index) =>
    wq.groupId >= 0 && wq.mode === 'shared' ? [wqName(device, index)] : [],
  );
  const holds = shared.length === 0 || sharedSupport(state.host, device);
  const are = shared.length === 1 ? 'is a shared queue' : 'are shared queues';
  return {
    rule: 'DSA-M1',
    holds,
    text: holds
      ? 'No shared queue is in a group, or the host can do shared queues.'
      : `${listWords(shared)} ${are}, but ${whyNoShared(device)}.`,
    errno: 'ENXIO',
    cmdStatus: 0x800c0000,
    fixes: () => [
      fixOf(
        `Make ${listWords(shared)} dedicated`,
        shared.map((name) => configure(name, { mode: 'dedicated' })),
      ),
      fixOf(
        `Take ${listWords(shared)} out of ${shared.length === 1 ? 'its group' : 'their groups'}`,
        shared.map((name) => configure(name, { group_id: '-1' })),
      ),
    ],
  };
}

function someWqCheck(device: DsaDevice): Check {
  return {
    rule: 'DSA-O20',
    holds: device.wqs.some(({ groupId }) => groupId >= 0),
    text: 'At least one work queue is in a group.',
    errno: 'ENXIO',
    cmdStatus: 0x800d0000,
    fixes: () => {
      const index = Math.max(
        0,
        device.wqs.findIndex(({ size }) => size > 0),
      );
      const choice = groupFor(device);
      if (choice === null || device.wqs.length === 0) return [];
      const engine =
        choice.engine === null
          ? []
          : [configure(engineName(device, choice.engine), { group_id: String(choice.group) })];
      const name = wqName(device, index);
      // Of size 0 and no type, it would be known to the hardware with size 0 (0x22).
      const size = device.wqs[index]!.size > 0 ? 0 : Math.min(DEFAULT_SIZE, freeEntries(device));
      const named = size === 0 ? name : `${name} (${plural(size, 'entry', 'entries')})`;
      return [
        fixOf(
          `Put ${engine.length === 0 ? named : `${named} and ${engineName(device, choice.engine!)}`} in ${groupName(device, choice.group)}`,
          [
            ...engine,
            configure(name, {
              ...(size === 0 ? {} : { size: String(size) }),
              group_id: String(choice.group),
            }),
          ],
        ),
      ];
    },
  };
}

function someEngineCheck(device: DsaDevice): Check {
  return {
    rule: 'DSA-M4',
    holds: device.engines.some((group) => group >= 0),
    text: 'At least one engine is in a group.',
    errno: 'ENXIO',
    cmdStatus: null,
    fixes: () => {
      const group = device.groups.findIndex((_, index) => wqsInGroup(device, index).length > 0);
      return group === -1 || device.engines.length === 0
        ? []
        : [
            fixOf(`Put ${engineName(device, 0)} in ${groupName(device, group)}`, [
              configure(engineName(device, 0), { group_id: String(group) }),
            ]),
          ];
    },
  };
}

function sizesCheck(device: DsaDevice): Check {
  const { configurable } = device.caps;
  const sizes = device.wqs.map((wq) =>
    configurable && wq.groupId >= 0 && wq.size === 0 && wq.type !== 'none' ? LIMITS.defaultSize : wq.size,
  );
  const sum = sizes.reduce((all, size) => all + size, 0);
  const holds = sum <= device.caps.totalSize;
  return {
    rule: 'DSA-O20',
    holds,
    text: holds
      ? `The queues have ${sum} of ${device.caps.totalSize} entries.`
      : `The queues would have ${sum} entries with the ${LIMITS.defaultSize} that one without a size gets; ${device.name} has ${device.caps.totalSize}.`,
    errno: 'ENXIO',
    cmdStatus: 0x14,
    fixes: () =>
      device.wqs.flatMap((wq, index) =>
        wq.groupId >= 0 && wq.size === 0
          ? [
              fixOf(`Take ${wqName(device, index)}, which has no size, out of its group`, [
                configure(wqName(device, index), { group_id: '-1' }),
              ]),
            ]
          : [],
      ),
  };
}

/** Group that has queues without engines, or engines without queues (0x15); -1 = none. */
function halfGroup(device: DsaDevice): number {
  return device.groups.findIndex(
    (_, group) => (wqsInGroup(device, group).length === 0) !== (enginesInGroup(device, group).length === 0),
  );
}

/** Fixes for one group with a wq and no engine, or the reverse. */
export function halfGroupFixes(device: DsaDevice, group: number): readonly Fix[] {
  const name = groupName(device, group);
  const engines = enginesInGroup(device, group);
  const wqs = wqsInGroup(device, group);
  if (engines.length > 0)
    return [
      fixOf(
        `Take ${listWords(engines.map((index) => engineName(device, index)))} out of ${name}`,
        engines.map((index) => configure(engineName(device, index), { group_id: '-1' }, true)),
      ),
    ];
  const engine = engineFor(device);
  return [
    ...(engine === null
      ? []
      : [
          fixOf(`Give ${name} ${engineName(device, engine)}`, [
            configure(engineName(device, engine), { group_id: String(group) }),
          ]),
        ]),
    fixOf(
      `Take ${listWords(wqs.map((index) => wqName(device, index)))} out of ${name}`,
      wqs.map((index) => configure(wqName(device, index), { group_id: '-1' })),
    ),
  ];
}

function halfGroupCheck(device: DsaDevice): Check {
  const group = halfGroup(device);
  const name = groupName(device, group);
  const wqs = group === -1 ? [] : wqsInGroup(device, group);
  return {
    rule: 'DSA-M4',
    holds: group === -1,
    text:
      group === -1
        ? 'Every group has both work queues and engines, or neither.'
        : wqs.length > 0
          ? `${name} has ${listWords(wqs.map((index) => wqName(device, index)))} and no engine.`
          : `${name} has an engine and no work queue.`,
    errno: 'ENXIO',
    cmdStatus: 0x15,
    fixes: () => halfGroupFixes(device, group),
  };
}

/** Group whose read buffers the hardware refuses (0x18); -1 = none. Groups without engines do not count. */
export function badBufferGroup(device: DsaDevice): number {
  if (device.caps.maxReadBuffers === 0) return -1;
  const free = freeReadBuffers(device);
  return device.groups.findIndex((group, index) => {
    const engines = enginesInGroup(device, index).length;
    const { readBuffersAllowed: allowed, readBuffersReserved: reserved } = group;
    if (engines === 0) return false;
    return allowed < LIMITS.readBuffersPerEngine * engines || reserved > allowed || allowed > reserved + free;
  });
}

function buffersCheck(device: DsaDevice): Check {
  const group = badBufferGroup(device);
  const holds = group === -1;
  const [least, most] = holds ? [0, 0] : allowedRange(device, group);
  return {
    rule: 'DSA-O18',
    holds,
    text: holds
      ? 'The read buffers of every group add up.'
      : `${groupName(device, group)} is allowed ${device.groups[group]!.readBuffersAllowed} read buffers; it can have ${Math.max(least, device.groups[group]!.readBuffersReserved)} to ${most}.`,
    errno: 'ENXIO',
    cmdStatus: 0x18,
    fixes: () =>
      least > most
        ? []
        : [
            fixOf(`Allow ${groupName(device, group)} ${most} read buffers`, [
              configure(groupName(device, group), { read_buffers_allowed: String(most) }),
            ]),
          ],
  };
}

/** The hardware goes through the groups, so the lower one of both is answered first. */
function groupChecks(device: DsaDevice): readonly Check[] {
  const [half, buffers] = [halfGroup(device), badBufferGroup(device)];
  const inOrder = [halfGroupCheck(device), buffersCheck(device)];
  return buffers !== -1 && buffers < half ? inOrder.reverse() : inOrder;
}

/** Checks that enabling a wq of a configurable device makes again (DSA-O22). */
export function deviceWideChecks(state: DsaState, device: DsaDevice): readonly Check[] {
  return device.caps.configurable
    ? [sharedCheck(state, device), someWqCheck(device), someEngineCheck(device)]
    : [];
}

/** All checks in order. `device` is not enabled; of an enabled one they tell what enabling it again would ask. */
export function deviceChecks(state: DsaState, device: DsaDevice): readonly Check[] {
  const { name } = device;
  return [
    {
      rule: 'DSA-O20',
      holds: device.driver === null || device.driver === 'idxd',
      text:
        device.driver === null || device.driver === 'idxd'
          ? 'No other driver has the device.'
          : `${device.driver} has ${name}; it was given away as a whole.`,
      errno: 'EBUSY',
      cmdStatus: null,
      fixes: NO_FIXES,
    },
    {
      rule: device.state === 'halted' ? 'DSA-O42' : 'DSA-O20',
      holds: device.state !== 'halted',
      text:
        device.state === 'halted'
          ? `${name} is halted after a fatal error; reset its PCI function on the host.`
          : 'The device is not halted.',
      errno: 'ENXIO',
      cmdStatus: 0x80000010,
      fixes: NO_FIXES,
    },
    ...deviceWideChecks(state, device),
    sizesCheck(device),
    ...groupChecks(device),
  ];
}
