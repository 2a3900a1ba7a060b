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
import { toldMasks, toldPersistent, unreadNotes } from './told.ts';
import { UDEV_RULE_PATH, udevRuleText } from './udev-rule.ts';

const NAMES = ['apmask', 'aqmask'] as const;
const IMPORT_FILE = 'chzdev-import.txt';

/** Undefined = neither read nor wished for; null = known to be not set. */
interface Settings {
  readonly active: ReturnType<typeof toldMasks>;
  readonly persistent: ApState['persistent'] | null;
  /** Settings of the next boot that are to go. */
  readonly forgotten: readonly string[];
}

/** AP-Z1: ids that stay with the host. An empty list has no assign form, so everything is taken away instead. */
function setting(name: string, mask: Mask): string {
  return `${name}=${isEmptyMask(mask) ? '-0-255' : formatRanges(idsOf(mask))}`;
}

function section(
  head: string,
  masks: { readonly apmask?: Mask | null; readonly aqmask?: Mask | null },
): string[] {
  const lines = NAMES.flatMap((name) => (masks[name] ? [setting(name, masks[name])] : []));
  return lines.length > 0 ? [head, ...lines, ''] : [];
}

function importText({ active, persistent }: Settings): string {
  return [...section('[active ap]', active), ...section('[persistent ap]', persistent ?? {})].join('\n');
}

/**
 * AP-Z4: chzdev does not say when the kernel refuses a mask, so each is read back. It writes apmask first, which can be
 * refused only because of the old aqmask; then the second time brings it.
 */
function scriptText(settings: Settings, hasImport: boolean): string {
  const { active, forgotten } = settings;
  const tests = NAMES.flatMap((name) =>
    active[name] ? [`[ "$(cat /sys/bus/ap/${name})" = ${quoteShell(maskToHex(active[name]))} ]`] : [],
  );
  const call = `chzdev --import ${IMPORT_FILE} --yes`;
  return [
    '#!/bin/sh',
    '# Sets the AP bus masks with chzdev, as root. The ids listed are those that stay with the host.',
    'set -eu',
    'cd "$(dirname "$0")"',
    ...(tests.length > 0 ? ['', `as_wished() { ${tests.join(' && ')}; }`] : []),
    '',
    ...(hasImport ? [call] : []),
    ...(forgotten.length > 0
      ? [`chzdev --type ap -p ${forgotten.map((name) => `--remove ${name}`).join(' ')}`]
      : []),
    ...(tests.length > 0
      ? [
          '',
          '# chzdev ends well even when the kernel refuses a mask. One that was in the way of the other comes the second time.',
          `as_wished || ${call}`,
          'if ! as_wished; then',
          "  printf '%s\\n' 'The masks are not as wished: a device in use has a queue that would go to the host.' >&2",
          '  exit 1',
          'fi',
        ]
      : []),
    '',
  ].join('\n');
}

function settingsOf(observed: ApState, target: ApState): Settings {
  const persistent = toldPersistent(observed, target);
  return {
    active: toldMasks(observed, target),
    persistent,
    forgotten: NAMES.filter((name) => persistent?.[name] === null && observed.persistent[name] !== null),
  };
}

function writeChzdev(observed: ApState, desired: ApState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const untold = unreadNotes(observed, ['apmask', 'aqmask', 'persistentMasks']);
  if (!rulesOf(target).hostMasks)
    return {
      files: [],
      notes: [
        'This kernel has no host masks (they came later in the 2018 series), so chzdev has nothing to set.',
      ],
    };
  const settings = settingsOf(observed, target);
  const text = importText(settings);
  const rule = settings.persistent && udevRuleText(settings.persistent);
  if (text === '' && settings.forgotten.length === 0) return { files: [], notes: untold };
  const files: ExportFile[] = [
    ...(text === '' ? [] : [{ path: IMPORT_FILE, text, executable: false }]),
    { path: 'chzdev.sh', text: scriptText(settings, text !== ''), executable: true },
    ...(rule === null ? [] : [{ path: UDEV_RULE_PATH.slice(1), text: rule, executable: false }]),
  ];
  return {
    files,
    notes: [
      ...untold,
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
