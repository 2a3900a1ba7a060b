/** Definitions as mdevctl keeps them, by parent, and the calls that make a host have them (dsa.md 6.4). */
import type { DsaState, StoredDefinition } from '../../../../shared/dsa/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { quoteWords } from '../../export/quote-shell.ts';
import { requireUuid } from '../../export/uuid.ts';
import { definitionPath, definitionsOf, definitionText, sameDefinition } from '../plan/definitions.ts';
import { targetState } from '../plan/target.ts';
import {
  aboutMdev,
  type ExportedMdev,
  exportedMdevs,
  otherStrategyNote,
  requireBdf,
  requireType,
} from './exported.ts';
import { readMdevctl } from './read-mdevctl.ts';

/** Definitions of devices that run and are to be gone with the next boot; mdevctl has no folder for them. */
const TRANSIENT_FOLDER = 'transient';

function mdevctl(verb: string, uuid: string, parent: string, ...words: readonly string[]): string {
  return quoteWords(['mdevctl', verb, '-u', uuid, '-p', parent, ...words]);
}

function checked(definition: StoredDefinition): StoredDefinition {
  return {
    ...definition,
    uuid: requireUuid(definition.uuid),
    parent: requireBdf(definition.parent),
    type: requireType(definition.type),
  };
}

function transientPath({ parent, uuid }: ExportedMdev): string {
  return `${TRANSIENT_FOLDER}/${parent}/${uuid}`;
}

function startCall(mdev: ExportedMdev, definitions: ReadonlyMap<string, StoredDefinition>): string {
  const { uuid, parent } = mdev;
  return definitions.has(uuid)
    ? mdevctl('start', uuid, parent)
    : mdevctl('start', uuid, parent, '--jsonfile', `./${transientPath(mdev)}`);
}

interface Wish {
  readonly before: readonly ExportedMdev[];
  readonly after: readonly ExportedMdev[];
  readonly known: ReadonlyMap<string, StoredDefinition>;
  readonly definitions: ReadonlyMap<string, StoredDefinition>;
}

/** A queue that a device lets go of must be free before another is started on it. */
function scriptText({ before, after, known, definitions }: Wish): string {
  const isIn = (list: readonly ExportedMdev[], one: ExportedMdev): boolean =>
    list.some(({ uuid, parent, type }) => uuid === one.uuid && parent === one.parent && type === one.type);
  const stops = before.filter((one) => !isIn(after, one));
  const starts = after.filter((one) => !isIn(before, one));
  const forgotten = [...known].filter(([uuid, one]) => !sameDefinition(one, definitions.get(uuid)));
  const defined = [...definitions].filter(([uuid, one]) => !sameDefinition(known.get(uuid), one));
  return [
    '#!/bin/sh',
    '# Defines and starts mediated devices with mdevctl, as root. The queues must be enabled before: accel-config makes them.',
    'set -eu',
    'cd "$(dirname "$0")"',
    '',
    ...stops.map(({ uuid }) => quoteWords(['mdevctl', 'stop', '-u', uuid])),
    ...forgotten.map(([, { uuid, parent }]) => mdevctl('undefine', uuid, parent)),
    ...defined.map(([, one]) =>
      mdevctl('define', one.uuid, one.parent, '--jsonfile', `.${definitionPath(one)}`),
    ),
    ...starts.flatMap((mdev) => [`# ${aboutMdev(mdev)}`, startCall(mdev, definitions)]),
    '',
  ].join('\n');
}

/** Starts that would take another queue than wished: a free one with a lower index is there (O32). */
function pickNotes(target: DsaState, starts: readonly ExportedMdev[]): string[] {
  return starts.flatMap(({ mdev, uuid }) => {
    const wq = target.devices.find(({ name }) => name === mdev.device)?.wqs;
    const free = wq?.findIndex(
      ({ type, mode, clients, driver }, index) =>
        type === 'mdev' &&
        driver === 'mdev' &&
        mode === 'dedicated' &&
        clients === 0 &&
        mdev.wq !== null &&
        index < mdev.wq,
    );
    const isTaken = free === undefined || free < 0 || /swq/.test(mdev.type);
    return isTaken
      ? []
      : [
          `${uuid} is wished on queue ${mdev.wq}, but mdevctl cannot choose: it would get queue ${free}, which is free and comes first. The shell script takes the wished one.`,
        ];
  });
}

function writeMdevctl(observed: DsaState, desired: DsaState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const before = exportedMdevs(observed);
  const after = exportedMdevs(target);
  const all = (state: DsaState): Map<string, StoredDefinition> =>
    new Map([...definitionsOf(state)].map(([uuid, one]) => [uuid, checked(one)]));
  const wish: Wish = { before, after, known: all(observed), definitions: all(target) };
  const file = (path: string, text: string): ExportFile => ({ path, text, executable: false });
  const transient = after.filter(({ uuid }) => !wish.definitions.has(uuid));
  const files = [
    ...[...wish.definitions.values()].map((one) => file(definitionPath(one).slice(1), definitionText(one))),
    ...transient.map((mdev) =>
      file(transientPath(mdev), definitionText({ type: mdev.type, start: 'manual', attrs: [] })),
    ),
  ];
  const auto = [...wish.definitions.values()].some(({ start }) => start === 'auto');
  const starts = after.filter(({ uuid }) => !before.some((one) => one.uuid === uuid));
  const isEmpty = files.length === 0 && before.length === 0 && wish.known.size === 0;
  return {
    files: isEmpty ? [] : [...files, { path: 'mdevctl.sh', text: scriptText(wish), executable: true }],
    notes: [
      ...otherStrategyNote(target, 'mdevctl'),
      ...(isEmpty ? ['There is no file: no mediated device is wished.'] : []),
      'The folder etc/mdevctl.d can be copied to a host as it is, or each file given to mdevctl --jsonfile.',
      'The types exist only while a queue of the device is bound to the driver mdev; load the accel-config file first.',
      ...(auto
        ? [
            'Start auto works at boot only if accel-config has made the queues before: order the two services, else these devices fail.',
          ]
        : []),
      ...transient.map(
        ({ uuid, guest }) =>
          `${uuid}${guest ? ` of ${plainLine(guest.name)}` : ''} has no definition, so it is gone after a boot.`,
      ),
      ...pickNotes(target, starts),
    ],
  };
}

export const mdevctlExport: FamilyExport<DsaState> = {
  format: 'mdevctl',
  write: ({ observed, desired }) => writeMdevctl(observed, desired),
  read: readMdevctl,
};
