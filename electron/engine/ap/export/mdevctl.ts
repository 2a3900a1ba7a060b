/** Definitions as mdevctl keeps them, and the calls that make a host have them (ap.md 5.4, management.md 1). */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { quoteWords } from '../../export/quote-shell.ts';
import { findMdev, sameMatrix } from '../model.ts';
import { definitionOf, sameDefinition, targetState } from '../plan/target.ts';
import { definitionPath, definitionText } from './definition-text.ts';
import { exportedDevices } from './device-id.ts';
import { readMdevctl, TRANSIENT_FOLDER } from './read-mdevctl.ts';
import { unreadNotes } from './told.ts';

/** Folder of the bundle that stands for `/`. */
const ROOT = '.';

function definitionFile(mdev: Mdev): ExportFile {
  const path = mdev.defined === null ? `${TRANSIENT_FOLDER}/${mdev.id}` : definitionPath(mdev.id).slice(1);
  const masks = mdev.defined === null ? mdev.matrix : (mdev.stored ?? mdev.matrix);
  return { path, text: definitionText(mdev.defined ?? 'manual', masks), executable: false };
}

function mdevctl(...words: readonly string[]): string {
  return quoteWords(['mdevctl', ...words]);
}

/** AP-D2: `define` refuses what is there, and `modify --jsonfile` is missing before mdevctl 1.3; forgetting first works in all. */
function definitionCalls(before: Mdev | undefined, after: Mdev): string[] {
  const known = before?.defined ?? null;
  if (sameDefinition(definitionOf(before), definitionOf(after))) return [];
  return [
    ...(known === null ? [] : [mdevctl('undefine', '-u', after.id, '-p', 'matrix')]),
    ...(after.defined === null
      ? []
      : [
          mdevctl(
            'define',
            '-u',
            after.id,
            '-p',
            'matrix',
            '--jsonfile',
            `${ROOT}${definitionPath(after.id)}`,
          ),
        ]),
  ];
}

function runningCalls(before: Mdev | undefined, after: Mdev): string[] {
  if (before?.active) {
    if (!after.active) return [mdevctl('stop', '-u', after.id)];
    if (sameMatrix(before.matrix, after.matrix)) return [];
    return [
      '# Stopping needs the guest to be shut down. With mdevctl 1.3 and ap-check the running device can be changed:',
      `#   ${mdevctl('modify', '-u', after.id, '--live', '--jsonfile', `${ROOT}/${definitionFile(after).path}`)}`,
      mdevctl('stop', '-u', after.id),
      startCall(after),
    ];
  }
  return after.active ? [startCall(after)] : [];
}

function startCall(mdev: Mdev): string {
  return mdev.defined === null
    ? mdevctl('start', '-u', mdev.id, '-p', 'matrix', '--jsonfile', `${ROOT}/${TRANSIENT_FOLDER}/${mdev.id}`)
    : mdevctl('start', '-u', mdev.id, '-p', 'matrix');
}

function section(mdev: Mdev, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`# ${plainLine(mdev.name)}`, ...lines, ''];
}

/** Removals first (ap.md 3.8): a queue that moves must have left one device before another can take it. */
function scriptText(observed: ApState, mdevs: readonly Mdev[], gone: readonly Mdev[]): string {
  const calls = mdevs.map((mdev) => {
    const before = findMdev(observed, mdev.id);
    const running = runningCalls(before, mdev);
    const stop = running.findIndex((line) => line.startsWith('mdevctl stop')) + 1;
    return {
      mdev,
      stops: running.slice(0, stop),
      defines: definitionCalls(before, mdev),
      starts: running.slice(stop),
    };
  });
  return [
    '#!/bin/sh',
    '# Defines and starts mediated devices with mdevctl, as root. The host masks must give their queues to guests before.',
    'set -eu',
    'cd "$(dirname "$0")"',
    '',
    ...gone.flatMap((mdev) =>
      section(mdev, [
        ...(mdev.active ? [mdevctl('stop', '-u', mdev.id)] : []),
        ...(mdev.defined === null ? [] : [mdevctl('undefine', '-u', mdev.id, '-p', 'matrix')]),
      ]),
    ),
    ...calls.flatMap(({ mdev, stops }) => section(mdev, stops)),
    ...calls.flatMap(({ mdev, defines }) => section(mdev, defines)),
    ...calls.flatMap(({ mdev, starts }) => section(mdev, starts)),
  ].join('\n');
}

function writeMdevctl(observed: ApState, desired: ApState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const { mdevs, notes } = exportedDevices(target);
  const gone = exportedDevices(observed).mdevs.filter(({ id }) => !findMdev(target, id));
  const differing = mdevs.filter(
    ({ active, defined, stored, matrix }) =>
      active && defined !== null && stored && !sameMatrix(stored, matrix),
  );
  const needed = mdevs.filter(({ active, defined }) => active || defined !== null);
  return {
    files: [
      ...needed.map(definitionFile),
      { path: 'mdevctl.sh', text: scriptText(observed, needed, gone), executable: true },
    ],
    notes: [
      ...notes,
      ...unreadNotes(observed, ['mdevs', 'matrix', 'definitions']),
      'The folder etc/mdevctl.d can be copied to a host as it is, or each file given to mdevctl --jsonfile.',
      'Definitions need host masks that give their queues to guests; chzdev or the shell script sets them.',
      'On Debian the udev rule of mdevctl calls a path that does not exist, so nothing starts at boot: check /usr/sbin/mdevctl.',
      ...differing.map(
        ({ name }) =>
          `${plainLine(name)} runs with other queues than its definition gives it; a definition cannot say both.`,
      ),
    ],
  };
}

export const mdevctlExport: FamilyExport<ApState> = {
  format: 'mdevctl',
  write: ({ observed, desired }) => writeMdevctl(observed, desired),
  read: readMdevctl,
};
