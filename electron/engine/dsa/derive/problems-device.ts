/** What is wrong with devices, their groups and engines (dsa.md 8). */
import { LIMITS } from '../../../../shared/dsa/attributes.ts';
import { engineName, groupName, wqName } from '../../../../shared/dsa/types.ts';
import type { Problem } from '../../../../shared/findings.ts';
import { listWords, plural } from '../../words.ts';
import { fixOf } from '../edits/step.ts';
import { allowedRange } from '../edits/setting-fixes.ts';
import { sharedSupport } from '../model.ts';
import { configure, halfGroupFixes } from './checks-device.ts';
import { kernelFix } from './checks-wq.ts';
import { cmdStatusWords, codeText } from './cmd-status.ts';
import type { DeviceIndex, ProblemIndex } from './problem-index.ts';
import { problemOf } from './problem-of.ts';

/** More buttons in one problem nobody reads. */
const MOST_KERNEL_FIXES = 2;

function standing({ device, mdevs }: DeviceIndex): Problem[] {
  const { name } = device;
  const found: Problem[] = [];
  if (device.state === 'halted')
    found.push(
      problemOf(
        'error',
        'DSA-O42',
        name,
        `${name} is halted after a fatal error, and the devices of its guests with it. Reset its PCI function or reload idxd on the host, then read the host again.`,
        [name, ...mdevs.map(({ id }) => id)],
      ),
    );
  if (device.cmdStatus !== 0)
    found.push(
      problemOf(
        device.state === 'enabled' ? 'info' : 'warning',
        'DSA-M9',
        name,
        `The last command of ${name} ended with ${codeText(device.cmdStatus)}. ${cmdStatusWords(device.cmdStatus)}`,
        [name],
      ),
    );
  if (!device.caps.configurable)
    found.push(
      problemOf(
        'info',
        'DSA-M24',
        name,
        `The configuration of ${name} is read-only: type, name and driver name can be written. When its queue was disabled, reload the driver before it is enabled a second time.`,
        [name],
      ),
    );
  return found;
}

function halfGroups({ device, engines, wqs }: DeviceIndex): Problem[] {
  const { name } = device;
  const grouped = wqs.some((count) => count > 0);
  const anyEngine = engines.some((count) => count > 0);
  return device.groups.flatMap((_, group) => {
    const [queues, served] = [wqs[group] ?? 0, engines[group] ?? 0];
    const half = (queues === 0) !== (served === 0);
    if (!half) return [];
    const part = groupName(device, group);
    const up = device.state === 'enabled';
    const when = up
      ? `${name} was enabled without it, and cannot be enabled again like this`
      : `${name} cannot be enabled like this`;
    const message =
      wqs[group]! > 0
        ? `${part} has ${plural(wqs[group]!, 'work queue')} and no engine; ${when}. Give it an engine${anyEngine ? '' : ', or no queue of the device works'}.`
        : `${part} has ${plural(engines[group]!, 'engine')} and no work queue; ${when}. ${grouped ? 'Put a queue in it, or take the engine out.' : 'Put a queue in it.'}`;
    return [problemOf('warning', 'DSA-M4', part, message, [part, name], halfGroupFixes(device, group))];
  });
}

function buffers({ device, engines }: DeviceIndex): Problem[] {
  const { caps } = device;
  if (caps.maxReadBuffers === 0) return [];
  const reserved = device.groups.reduce((sum, group) => sum + group.readBuffersReserved, 0);
  const found: Problem[] = [];
  for (const [index, group] of device.groups.entries()) {
    const used = engines[index]! > 0;
    const least = Math.max(LIMITS.readBuffersPerEngine * engines[index]!, group.readBuffersReserved);
    const most = group.readBuffersReserved + caps.maxReadBuffers - reserved;
    const { readBuffersAllowed: allowed } = group;
    if (allowed >= least && allowed <= most) continue;
    const part = groupName(device, index);
    const [fixLeast, fixMost] = allowedRange(device, index);
    const fixes =
      fixLeast > fixMost
        ? []
        : [
            fixOf(`Allow ${part} ${allowed > most ? fixMost : least} read buffers`, [
              configure(part, { read_buffers_allowed: String(allowed > most ? fixMost : least) }, true),
            ]),
          ];
    // A group without engines is not looked at by the hardware; only its saved value is refused (8.10).
    found.push(
      used
        ? problemOf(
            'warning',
            'DSA-O18',
            part,
            `${part} is allowed ${allowed} read buffers, and ${least} to ${most} work: ${device.name} cannot be enabled like this (0x18). Write a number between.`,
            [part, device.name],
            fixes,
          )
        : problemOf(
            'info',
            'DSA-M10',
            part,
            `${part} is allowed ${allowed} read buffers, but other groups reserved some and a write accepts ${most} at most: a saved file with this value cannot be loaded again. Write ${most}, or leave it out of the file.`,
            [part],
            fixes,
          ),
    );
  }
  return found;
}

function shared(index: ProblemIndex, { device }: DeviceIndex): Problem[] {
  const { host } = index.state;
  const found: Problem[] = [];
  const wants = device.wqs.flatMap((wq, at) =>
    wq.groupId >= 0 && wq.mode === 'shared' && device.caps.configurable ? [wqName(device, at)] : [],
  );
  const why = device.caps.pasid
    ? 'the CPU or kernel has no ENQCMD'
    : 'there is no PASID: switch VT-d on in the firmware and start Linux with intel_iommu=on,sm_on';
  if (wants.length > 0 && !sharedSupport(host, device))
    found.push(
      problemOf(
        'error',
        'DSA-M1',
        `${device.name} shared`,
        `${listWords(wants)} ${wants.length === 1 ? 'is' : 'are'} shared, but on ${device.name} ${why}. Make ${wants.length === 1 ? 'it' : 'them'} dedicated: as it is, the whole device cannot be enabled (0x800c0000).`,
        [...wants, device.name],
        [
          fixOf(
            `Make ${listWords(wants)} dedicated`,
            wants.map((name) => configure(name, { mode: 'dedicated' })),
          ),
        ],
      ),
    );
  return found;
}

/** DSA-M1: one for all devices, since they have the cause in common. */
export function noPasid(index: ProblemIndex): Problem[] {
  const { state } = index;
  const without = state.devices.filter(({ caps }) => !caps.pasid);
  if (without.length === 0) return [];
  const users = without.flatMap((device) =>
    device.wqs.flatMap((wq, at) =>
      (wq.type === 'user' || wq.type === 'mdev') && wq.state === 'disabled' ? [{ device, at }] : [],
    ),
  );
  const names = without.map(({ name }) => name);
  return [
    problemOf(
      users.length > 0 ? 'warning' : 'info',
      'DSA-M1',
      'no PASID',
      `This host gives ${listWords(names)} no PASID. Shared queues, user queues and queues for guests need VT-d in the firmware and intel_iommu=on,sm_on. Use a dedicated kernel queue meanwhile, or give a guest a whole device.`,
      [...names, ...users.map(({ device, at }) => wqName(device, at))],
      users.slice(0, MOST_KERNEL_FIXES).map(({ device, at }) => kernelFix(state, device, at)),
    ),
  ];
}

/** DSA-O16: nothing shows which engines the hardware knows; an engine of a group whose queues it knows none of is new. */
function lateEngines({ device }: DeviceIndex): Problem[] {
  if (device.state !== 'enabled') return [];
  const late = device.engines.flatMap((group, index) => {
    if (group < 0) return [];
    const wqs = device.wqs.filter(({ groupId }) => groupId === group);
    return wqs.length > 0 && wqs.every(({ hardwareSize }) => hardwareSize === 0)
      ? [engineName(device, index)]
      : [];
  });
  return late.length === 0
    ? []
    : [
        problemOf(
          'info',
          'DSA-O16',
          device.name,
          `${listWords(late)} ${late.length === 1 ? 'works' : 'work'} only when ${device.name} is enabled next: the hardware learns engines then. Take the device down and up again.`,
          [...late, device.name],
        ),
      ];
}

function slots({ device, mdevs, running }: DeviceIndex): Problem[] {
  const total = device.caps.imsSize;
  const count = mdevs.filter(({ strategy }) => strategy !== 'pf').length;
  if (total === 0 || count <= total)
    return total > 0 && running === total
      ? [
          slotProblem(
            'info',
            device.name,
            `All ${total} interrupt slots of ${device.name} are used by running guests. Stop one before another starts.`,
          ),
        ]
      : [];
  return [
    slotProblem(
      'warning',
      device.name,
      `${device.name} has ${count} devices of guests and ${total} interrupt slots, of which ${running} are used: only ${total} guests can run at a time. Stop some, or take queues of another device.`,
    ),
  ];
}

function slotProblem(severity: Problem['severity'], name: string, message: string): Problem {
  return problemOf(severity, 'DSA-M16', name, message, [name]);
}

function whole(index: ProblemIndex, entry: DeviceIndex): Problem[] {
  const { device } = entry;
  const wished = entry.mdevs.some(({ strategy }) => strategy === 'pf');
  if (!wished && !(index.state.strategy === 'pf' && device.driver === null)) return [];
  if (index.state.host.denylistOff)
    return wished
      ? [
          problemOf(
            'warning',
            'DSA-M18',
            device.name,
            `${device.name} is given away as a whole, with the denylist of vfio-pci switched off. Do so only for guests you trust: such a guest could disturb the host.`,
            [device.name],
          ),
        ]
      : [];
  return [
    problemOf(
      wished ? 'error' : 'info',
      'DSA-M18',
      device.name,
      `vfio-pci refuses ${device.name}: it is on its denylist. Load vfio-pci with disable_denylist=1, and only for guests you trust.`,
      [device.name],
    ),
  ];
}

export function deviceProblems(index: ProblemIndex, entry: DeviceIndex): Problem[] {
  return [
    ...standing(entry),
    ...shared(index, entry),
    ...halfGroups(entry),
    ...buffers(entry),
    ...lateEngines(entry),
    ...slots(entry),
    ...whole(index, entry),
  ];
}
