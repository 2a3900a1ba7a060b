/** What enabling a work queue asks for, in the order of the driver and then of the hardware (DSA-O22). */
import { withArticle } from '../../../../shared/article.ts';
import { hasFile } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { DEFAULT_PRIORITY, driverFor, readyEdits } from '../edits/enable-order.ts';
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
  if (edits.length === 0) return [];
  const words = edits
    .flatMap((edit) => {
      if (edit.op !== 'configure') return [];
      const of = edit.part.startsWith('engine') ? `${edit.part} ` : '';
      return Object.entries(edit.values).map(([file, value]) => `${of}${file} ${value}`);
    })
    .join(', ');
  return [fixOf(`Fill in what is missing: ${words}`, edits)];
}

function driverChecks(state: DsaState, device: DsaDevice, index: number, driver: string): readonly Check[] {
  const wq = device.wqs[index]!;
  const name = wqName(device, index);
  const fill = () => fillFix(state, device, index);
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
    holds: device.state === 'enabled',
    text: device.state === 'enabled' ? `${device.name} is enabled.` : `${device.name} is ${device.state}.`,
    errno: 'ENXIO',
    cmdStatus: driver === 'mdev' ? 0x80000020 : null,
    fixes: () => [
      ...fill().map((fix) =>
        fixOf(`${fix.label}; then enable ${device.name}`, [
          ...(fix.edits as ReturnType<typeof readyEdits>),
          { family: 'dsa', op: 'enable', part: device.name },
        ]),
      ),
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
      fixes: () => [
        fixOf('Make it a dedicated kernel queue', [
          configure(name, {
            mode: 'dedicated',
            type: 'kernel',
            ...(hasFile(device, 'wq', 'driver_name') ? { driver_name: 'dmaengine' } : {}),
            name: wq.name === '' ? name.replace('.', '-') : wq.name,
          }),
        ]),
      ],
    });
  return checks;
}

/** Nothing tells who the wq is for, so no driver can be asked. */
function noDriver(state: DsaState, device: DsaDevice, index: number): Check {
  const name = wqName(device, index);
  const named = hasFile(device, 'wq', 'driver_name');
  return {
    rule: 'DSA-M3',
    holds: false,
    text: `Nothing tells which driver ${name} is for: write its type and driver name.`,
    errno: 'ENODEV',
    cmdStatus: named ? 0x80200000 : null,
    fixes: () =>
      ['user', 'mdev']
        .filter((type) => state.host.drivers.includes(type))
        .map((type) =>
          fixOf(`Make it ${withArticle(type)} queue`, [
            configure(name, {
              type,
              ...(named ? { driver_name: type } : {}),
              name: name.replace('.', '-'),
            }),
          ]),
        ),
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
      fixes: () => {
        const edits = readyEdits(state, device, index, true);
        return edits.length === 0
          ? []
          : [fixOf(`Put it in a group, with ${device.name} taken down and up again`, edits)];
      },
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

function hardwareChecks(state: DsaState, device: DsaDevice, index: number, driver: string): readonly Check[] {
  const wq = device.wqs[index]!;
  const name = wqName(device, index);
  const checks: Check[] = [
    {
      rule: 'DSA-M13',
      holds: wq.hardwareSize > 0,
      text:
        wq.hardwareSize > 0
          ? `The hardware knows it with ${wq.hardwareSize} entries.`
          : `The hardware knows it with size 0: it got its ${wq.size === 0 ? 'size' : 'group'} ${wq.size === 0 ? 'not at all' : `after ${device.name} was enabled`}.`,
      errno: 'ENXIO',
      cmdStatus: 0x22,
      fixes: () => {
        const edits = readyEdits(state, device, index, true);
        return edits.length === 0
          ? []
          : [fixOf(`Take ${device.name} down and up again, so that the hardware learns ${name}`, edits)];
      },
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
    const holds = device.caps.imsSize > 0 && device.caps.pasid;
    checks.push({
      rule: 'DSA-O22',
      holds,
      text: holds
        ? `${device.name} has ${device.caps.imsSize} interrupt slots and PASID.`
        : `${device.name} has ${device.caps.pasid ? 'no interrupt slots' : 'no PASID'}, which queues for guests need.`,
      errno: 'ENXIO',
      cmdStatus: null,
      fixes: NO_FIXES,
    });
  }
  return checks;
}

/** All checks in order, for the driver that `enable` binds. The wq is disabled. */
export function wqChecks(state: DsaState, device: DsaDevice, index: number): readonly Check[] {
  const driver = driverOfWq(state, device, index);
  if (driver === null) return [noDriver(state, device, index)];
  // The driver's own code passes through where the device is looked at again; only dmaengine answers ENXIO for all.
  const errno = driver === 'dmaengine' ? 'ENXIO' : 'EINVAL';
  return [
    ...driverChecks(state, device, index, driver),
    ...settingChecks(state, device, index, driver),
    ...deviceWideChecks(state, device).map((check) => ({ ...check, errno })),
    ...hardwareChecks(state, device, index, driver),
  ];
}
