/** What enabling a work queue asks for, in the order of the driver and then of the hardware (DSA-O22). */
import { withArticle } from '../../../../shared/article.ts';
import { hasFile, LIMITS } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { plural } from '../../words.ts';
import { DEFAULT_PRIORITY, driverFor, fillWords, readyEdits } from '../edits/enable-order.ts';
import { lackForGuests } from '../edits/parts.ts';
import { goodThreshold } from '../edits/setting-fixes.ts';
import { fixOf } from '../edits/step.ts';
import { type Check, configure, deviceWideChecks, NO_FIXES } from './checks-device.ts';
import { sharedSupport } from '../model.ts';

/** The driver that enabling binds: as its driver name says, else as its type does; null = nothing tells. */
export function driverOfWq(state: DsaState, device: DsaDevice, index: number): string | null {
  const wq = device.wqs[index]!;
  if (hasFile(device, 'wq', 'driver_name') && wq.driverName !== '') return wq.driverName;
  return driverFor(wq.type, device, state.host.drivers);
}

/** One fix with everything that is missing, in front of the ones for the single check. */
function fillFix(state: DsaState, device: DsaDevice, index: number): Fix[] {
  const edits = readyEdits(state, device, index, false);
  return edits.length === 0
    ? []
    : [fixOf(`Fill in what is missing: ${fillWords(device, index, edits)}`, edits)];
}

/** Everything that is missing, with the device taken down and up again so that the hardware learns it. */
function throughFix(state: DsaState, device: DsaDevice, index: number): Fix[] {
  const edits = readyEdits(state, device, index, true);
  const words = fillWords(device, index, edits);
  const name = wqName(device, index);
  return edits.length === 0
    ? []
    : [
        fixOf(
          words === ''
            ? `Take ${device.name} down and up again, so that the hardware learns ${name}`
            : `Set ${name} up (${words}), with ${device.name} taken down and up again`,
          edits,
        ),
      ];
}

/** DSA-M1: what works without PASID. Where the kernel itself uses PASIDs the driver gives the type (O8). */
export function kernelFix({ host }: DsaState, device: DsaDevice, index: number): Fix {
  const wq = device.wqs[index]!;
  const name = wqName(device, index);
  const label = wq.name === '' ? name.replace('.', '-') : wq.name;
  const named = hasFile(device, 'wq', 'driver_name');
  return fixOf(`Make ${name} a dedicated kernel queue of the host, named ${label}`, [
    configure(name, {
      mode: 'dedicated',
      type: host.kernelPasid && named ? 'none' : 'kernel',
      ...(named ? { driver_name: 'dmaengine' } : {}),
      name: label,
    }),
  ]);
}

/** What a queue that nobody typed can be on this host. */
function purposeFixes(state: DsaState, device: DsaDevice, index: number): Fix[] {
  const { drivers } = state.host;
  const label = wqName(device, index).replace('.', '-');
  const made = (type: string): Fix =>
    fixOf(`Make it ${withArticle(type)} queue, named ${label}`, [
      configure(wqName(device, index), {
        type,
        ...(hasFile(device, 'wq', 'driver_name') ? { driver_name: type } : {}),
        name: label,
      }),
    ]);
  const fixes = [
    ...(drivers.includes('user') && device.caps.pasid ? [made('user')] : []),
    ...(drivers.includes('mdev') && lackForGuests(device) === null ? [made('mdev')] : []),
  ];
  return fixes.length > 0 ? fixes : [kernelFix(state, device, index)];
}

function driverChecks(
  state: DsaState,
  device: DsaDevice,
  index: number,
  driver: string,
  isTold: boolean,
): readonly Check[] {
  const wq = device.wqs[index]!;
  const name = wqName(device, index);
  const fill = () => fillFix(state, device, index);
  const up = device.state === 'enabled';
  const checks: Check[] = [];
  if (driver === 'mdev')
    checks.push({
      rule: 'DSA-O22',
      holds: wq.type === 'mdev',
      text:
        wq.type === 'mdev' ? 'The type is mdev.' : `The type is ${wq.type}; the driver mdev takes only mdev.`,
      errno: 'ENODEV',
      cmdStatus: null,
      fixes: () => [
        fixOf('Write type mdev, and the name that a new type clears', [
          configure(name, { type: 'mdev', name: wq.name === '' ? name.replace('.', '-') : wq.name }),
        ]),
      ],
    });
  if (driver === 'crypto')
    checks.push({
      rule: 'DSA-O22',
      holds: device.kind === 'iax',
      text: device.kind === 'iax' ? 'The device is an IAA.' : `${device.name} is no IAA, which crypto needs.`,
      errno: 'ENODEV',
      cmdStatus: null,
      fixes: () =>
        hasFile(device, 'wq', 'driver_name')
          ? [fixOf('Use the driver dmaengine', [configure(name, { driver_name: 'dmaengine' })])]
          : [],
    });
  checks.push({
    rule: 'DSA-O22',
    holds: up,
    text: `${device.name} is ${device.state}.${up || driver !== 'mdev' ? '' : ' This status is what the model of this program leaves for the driver mdev; no source tells it.'}`,
    errno: 'ENXIO',
    cmdStatus: driver === 'mdev' ? 0x80000020 : null,
    fixes: () => [
      ...fill().map((fix) =>
        fixOf(`${fix.label}; then enable ${device.name}`, [
          ...(fix.edits as ReturnType<typeof readyEdits>),
          { family: 'dsa', op: 'enable', part: device.name },
        ]),
      ),
      ...(isTold ? [] : purposeFixes(state, device, index)),
      fixOf(`Enable ${device.name}`, [{ family: 'dsa', op: 'enable', part: device.name }]),
    ],
  });
  if (driver === 'user')
    checks.push({
      rule: 'DSA-M1',
      holds: device.caps.pasid,
      text: device.caps.pasid
        ? 'The device has PASID for user queues.'
        : 'This host gives no PASID, which user queues need: switch VT-d on in the firmware and start Linux with intel_iommu=on,sm_on. A dedicated kernel queue works meanwhile.',
      errno: 'EOPNOTSUPP',
      cmdStatus: 0x80110000,
      fixes: () => [kernelFix(state, device, index)],
    });
  return checks;
}

/** The driver whose checks are shown where nothing tells one: that of user queues, or the kernel's where none can be. */
export function triedDriver({ host }: DsaState, { caps }: DsaDevice): string {
  return caps.pasid && host.drivers.includes('user') ? 'user' : 'dmaengine';
}

/** Without a driver name to compare, the tried driver would take the queue; then only the studio refuses. */
function noDriver(state: DsaState, device: DsaDevice, index: number): Check {
  const named = hasFile(device, 'wq', 'driver_name');
  return {
    rule: 'DSA-M3',
    holds: false,
    text: `Nothing tells which driver ${wqName(device, index)} is for: write its type${named ? ' and driver name' : ''}. ${named ? `Shown is what the driver ${triedDriver(state, device)} answers.` : 'This program asks none without being told.'}`,
    errno: named ? 'ENODEV' : null,
    cmdStatus: named ? 0x80200000 : null,
    fixes: () => purposeFixes(state, device, index),
  };
}

function settingChecks(state: DsaState, device: DsaDevice, index: number, driver: string): readonly Check[] {
  const wq = device.wqs[index]!;
  const name = wqName(device, index);
  const fill = () => fillFix(state, device, index);
  const checks: Check[] = [];
  if (hasFile(device, 'wq', 'driver_name'))
    checks.push({
      rule: 'DSA-M3',
      holds: wq.driverName === driver,
      text:
        wq.driverName === driver
          ? `The driver name is ${driver}.`
          : `The driver name is empty; it has to be ${driver}.`,
      errno: 'ENODEV',
      cmdStatus: 0x80200000,
      fixes: () => [
        fixOf(`Write driver name ${driver}`, [configure(name, { driver_name: driver })]),
        ...fill(),
      ],
    });
  const known = state.host.drivers.includes(driver);
  checks.push(
    {
      rule: driver === 'mdev' ? 'DSA-M14' : 'DSA-O22',
      holds: known,
      text: known
        ? `The driver ${driver} is there.`
        : `This kernel has no driver ${driver} on the dsa bus.${driver === 'mdev' ? ' Mainline has none: use the whole device, or queues for programs of the host.' : ''}`,
      errno: 'ENOENT',
      cmdStatus: null,
      fixes: NO_FIXES,
    },
    {
      rule: 'DSA-O22',
      holds: wq.groupId >= 0,
      text: wq.groupId >= 0 ? `It is in group${device.id}.${wq.groupId}.` : 'It is in no group.',
      errno: 'ENXIO',
      cmdStatus: 0x80030000,
      fixes: () => throughFix(state, device, index),
    },
    {
      rule: 'DSA-O22',
      holds: wq.name !== '',
      text: wq.name === '' ? 'It has no name.' : `It has a name: ${wq.name}.`,
      errno: 'ENXIO',
      cmdStatus: 0x80040000,
      fixes: () => [
        fixOf(`Name it ${name.replace('.', '-')}`, [configure(name, { name: name.replace('.', '-') })]),
        ...fill(),
      ],
    },
  );
  if (wq.mode === 'shared')
    checks.push(
      {
        rule: 'DSA-M1',
        holds: sharedSupport(state.host, device),
        text: sharedSupport(state.host, device)
          ? 'The host can do shared queues.'
          : 'It is shared, which needs PASID and ENQCMD; make it dedicated.',
        errno: 'ENXIO',
        cmdStatus: 0x80050000,
        fixes: () => [fixOf('Make it dedicated', [configure(name, { mode: 'dedicated' })])],
      },
      {
        rule: 'DSA-M2',
        holds: wq.threshold > 0,
        text: wq.threshold > 0 ? `The threshold is ${wq.threshold}.` : 'It is shared and has no threshold.',
        errno: 'ENXIO',
        cmdStatus: 0x80060000,
        fixes: () => [
          ...(wq.size > 0
            ? [
                fixOf(`Use a threshold of ${goodThreshold(wq.size)} of ${wq.size} entries`, [
                  configure(name, { threshold: String(goodThreshold(wq.size)) }),
                ]),
              ]
            : []),
          ...fill(),
        ],
      },
    );
  return checks;
}

/** DSA-M13: what the hardware knows of it, or will know when its device is enabled. */
function knownText(device: DsaDevice, index: number): string {
  const { size, groupId, type, hardwareSize } = device.wqs[index]!;
  const entries = (count: number) => plural(count, 'entry', 'entries');
  if (device.state !== 'enabled') {
    if (groupId < 0) return 'The hardware learns queues that are in a group when their device is enabled.';
    const learnt = size === 0 && type !== 'none' && device.caps.configurable ? LIMITS.defaultSize : size;
    return learnt === 0
      ? 'It has size 0, and so the hardware would learn it.'
      : `The hardware learns its ${entries(learnt)} when ${device.name} is enabled.`;
  }
  if (hardwareSize > 0) return `The hardware knows it with ${entries(hardwareSize)}.`;
  return size === 0
    ? `The hardware knows it with size 0: it had no entries when ${device.name} was enabled.`
    : `The hardware knows it with size 0: it was in no group when ${device.name} was enabled.`;
}

function hardwareChecks(state: DsaState, device: DsaDevice, index: number, driver: string): readonly Check[] {
  const wq = device.wqs[index]!;
  const name = wqName(device, index);
  const checks: Check[] = [
    {
      rule: 'DSA-M13',
      holds: wq.hardwareSize > 0,
      text: knownText(device, index),
      errno: 'ENXIO',
      cmdStatus: 0x22,
      fixes: () => throughFix(state, device, index),
    },
    {
      rule: 'DSA-M11',
      holds: wq.priority > 0,
      text:
        wq.priority > 0
          ? `The priority is ${wq.priority}.`
          : 'The priority is 0, which the hardware refuses.',
      errno: 'ENXIO',
      cmdStatus: 0x23,
      fixes: () => [
        fixOf(`Use priority ${DEFAULT_PRIORITY}`, [configure(name, { priority: String(DEFAULT_PRIORITY) })]),
      ],
    },
  ];
  if (driver === 'mdev') {
    const lack = lackForGuests(device);
    checks.push({
      rule: device.caps.pasid ? 'DSA-O22' : 'DSA-M1',
      holds: lack === null,
      text: lack ?? `${device.name} has ${plural(device.caps.imsSize, 'interrupt slot')} and PASID.`,
      errno: 'ENXIO',
      cmdStatus: null,
      fixes: () => [kernelFix(state, device, index)],
    });
  }
  return checks;
}

/**
 * All checks in order, for the driver that `enable` binds; where nothing tells one, for `triedDriver`, in whose place
 * among them that is said. The wq is disabled.
 */
export function wqChecks(state: DsaState, device: DsaDevice, index: number): readonly Check[] {
  const told = driverOfWq(state, device, index);
  const driver = told ?? triedDriver(state, device);
  const first = driverChecks(state, device, index, driver, told !== null);
  if (told === null) return [...first, noDriver(state, device, index)];
  // The driver's own code passes through where the device is looked at again; only dmaengine answers ENXIO for all.
  const errno = driver === 'dmaengine' ? 'ENXIO' : 'EINVAL';
  return [
    ...first,
    ...settingChecks(state, device, index, driver),
    ...deviceWideChecks(state, device).map((check) => ({ ...check, errno })),
    ...hardwareChecks(state, device, index, driver),
  ];
}
