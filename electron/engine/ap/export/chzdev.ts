/** Host masks for chzdev: its import file, the call with a read-back, and the udev rule it would write (ap.md 5.3). */
import type { ApState } from '../../../../shared/ap/types.ts';
import { formatRanges, idsOf, isEmptyMask, type Mask, maskToHex } from '../../../../shared/mask.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { quoteShell } from '../../export/quote-shell.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { hasOverrides } from '../model.ts';
import { targetState } from '../plan/target.ts';
import { readChzdev } from './read-chzdev.ts';
import { UDEV_RULE_PATH, udevRuleText } from './udev-rule.ts';

const NAMES = ['apmask', 'aqmask'] as const;
export const IMPORT_FILE = 'chzdev-import.txt';

/** AP-Z1: ids that stay with the host. An empty list has no assign form, so everything is taken away instead. */
function setting(name: (typeof NAMES)[number], mask: Mask): string {
  return `${name}=${isEmptyMask(mask) ? '-0-255' : formatRanges(idsOf(mask))}`;
}

function importText(target: ApState): string {
  const { apmask, aqmask } = target.persistent;
  const lasting = [
    ...(apmask ? [setting('apmask', apmask)] : []),
    ...(aqmask ? [setting('aqmask', aqmask)] : []),
  ];
  return [
    '[active ap]',
    setting('apmask', target.apmask),
    setting('aqmask', target.aqmask),
    ...(lasting.length > 0 ? ['', '[persistent ap]', ...lasting] : []),
    '',
  ].join('\n');
}

/** AP-Z4: chzdev does not say when the kernel refuses a mask, so each is read back. */
function scriptText(target: ApState, forgotten: readonly string[]): string {
  return [
    '#!/bin/sh',
    '# Sets the AP bus masks with chzdev, as root. The ids listed are those that stay with the host.',
    'set -eu',
    'cd "$(dirname "$0")"',
    '',
    `chzdev --import ${IMPORT_FILE} --yes`,
    ...(forgotten.length > 0
      ? [`chzdev --type ap -p ${forgotten.map((name) => `--remove ${name}`).join(' ')}`]
      : []),
    '',
    '# chzdev ends well even when the kernel refuses a mask, so both are read back.',
    ...NAMES.flatMap((name) => [
      `if [ "$(cat /sys/bus/ap/${name})" != ${quoteShell(maskToHex(target[name]))} ]; then`,
      `  printf '%s\\n' '${name} is not as wished: a running guest has a queue that would go to the host.' >&2`,
      '  exit 1',
      'fi',
    ]),
    '',
  ].join('\n');
}

function writeChzdev(observed: ApState, desired: ApState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  if (!rulesOf(target).hostMasks)
    return {
      files: [],
      notes: [
        'This kernel has no host masks (they came later in the 2018 series), so chzdev has nothing to set.',
      ],
    };
  const forgotten = NAMES.filter(
    (name) => target.persistent[name] === null && observed.persistent[name] !== null,
  );
  const rule = udevRuleText(target.persistent);
  const files: ExportFile[] = [
    { path: IMPORT_FILE, text: importText(target), executable: false },
    { path: 'chzdev.sh', text: scriptText(target, forgotten), executable: true },
    ...(rule === null ? [] : [{ path: UDEV_RULE_PATH.slice(1), text: rule, executable: false }]),
  ];
  return {
    files,
    notes: [
      'The ids in these files are the ones that stay with the host; all others are for guests.',
      'Only the host masks are in here. Take queues from guests before, give them to guests after.',
      ...(rule === null
        ? ['No masks are set for the next boot, so there is no udev rule.']
        : [
            `chzdev --import writes ${UDEV_RULE_PATH} itself; the copy here is for hosts without s390-tools.`,
          ]),
      ...(hasOverrides(target)
        ? ['A queue has a driver_override, and then the kernel takes no masks at all: clear it first.']
        : []),
    ],
  };
}

export const chzdevExport: FamilyExport<ApState> = {
  format: 'chzdev',
  write: ({ observed, desired }) => writeChzdev(observed, desired),
  read: readChzdev,
};
