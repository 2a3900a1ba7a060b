/** virsh as far as it touches mediated devices of AP: guests that start and stop, node devices, hot plug (ap.md 5.6). */
import type { ApState, Mdev } from '../../../../../shared/ap/types.ts';
import type { Command } from '../../../../../shared/plan.ts';
import { nearestName } from '../../../plan/script/nearest.ts';
import { findMdev } from '../../model.ts';
import { listWords } from '../../../words.ts';
import { VFIO_AP_TYPE } from '../../observe/mdev-definition.ts';
import { nodeDevice } from '../../observe/nodedevs.ts';
import type { Definition } from '../../tools/mdevctl.ts';
import { storedMasks, withDefinition, withoutDefinition } from '../definitions.ts';
import { type Outcome, runOp } from '../outcome.ts';
import { done, failed } from '../../../perform/outcome.ts';
import { removeMdev } from '../write.ts';
import { storedDefinition } from './mdevctl-answers.ts';
import { storeNew } from './mdevctl-define.ts';
import { startWith } from './mdevctl-start.ts';
import { isUntold } from '../../tools/domain-name.ts';
import { type Arguments, type OptionTable, readArguments } from '../../../tools/options.ts';

const OPTIONS: OptionTable = {
  flags: {
    '-q': 'quiet',
    '--quiet': 'quiet',
    '-r': 'readonly',
    '--readonly': 'readonly',
    '--live': 'live',
    '--config': 'config',
    '--persistent': 'persistent',
    '--current': 'current',
    '--validate': 'validate',
    '--disable': 'disable',
    '--graceful': 'graceful',
    '--paused': 'paused',
    '--autodestroy': 'autodestroy',
  },
  values: {
    '-c': 'connect',
    '--connect': 'connect',
    '--mode': 'mode',
    '--domain': 'first',
    '--device': 'first',
    '--file': 'file',
  },
};

/** Commands that only look. */
const LOOKS =
  /^(?:list|dumpxml|domstate|dominfo|nodedev-list|nodedev-dumpxml|nodedev-info|version|capabilities|net-.*|pool-.*|vol-.*)$/;

/** A guest without a device of AP is none that the model knows. */
function runningGuests(state: ApState): string[] {
  return state.mdevs.flatMap(({ guest }) => (guest === null ? [] : [guest]));
}

/** The device of a guest of that name, as it runs or as the admin calls it; what this program calls it is no domain. */
function guestOf(state: ApState, name: string): Mdev | null {
  const mine = state.mdevs.filter(({ id, type }) => type === 'passthrough' && !isUntold(id, name));
  return mine.find(({ guest }) => guest === name) ?? mine.find((mdev) => mdev.name === name) ?? null;
}

function refuse(state: ApState, errno: string | null, rule: string, says: string, why: string): Outcome {
  return failed(state, errno, rule, `virsh ends with exit status 1: ${why}.`, [`error: ${says}`]);
}

/** It may be a guest without AP, or a misspelled name; nobody here can tell. */
function strangeGuest(state: ApState, name: string): Outcome {
  const known = state.mdevs
    .filter(({ type }) => type === 'passthrough')
    .map((mdev) => (mdev.guest === null || isUntold(mdev.id, mdev.guest) ? mdev.name : mdev.guest));
  const near = nearestName(name, known);
  const names = known.length === 0 ? 'no guest at all has AP devices' : `known: ${listWords(known)}`;
  return {
    ...done(state),
    passedOver: `no guest named “${name.slice(0, 60)}” is known here (${names}${near === null ? '' : `; perhaps ${near} is meant`})`,
  };
}

function startGuest(state: ApState, mdev: Mdev, name: string): Outcome {
  if (mdev.guest !== null)
    return refuse(state, null, 'AP-C3', 'Domain is already active', `guest ${name} runs already`);
  if (!mdev.active)
    return refuse(
      state,
      'ENOENT',
      'AP-C7',
      `device not found: mediated device '${mdev.id}' not found`,
      `the mediated device of ${name} is not started, and a guest needs it before it starts (mdevctl start -u ${mdev.id})`,
    );
  return runOp(state, { op: 'guest_start', mdev: mdev.id, guest: name });
}

function stopGuest(state: ApState, mdev: Mdev, name: string): Outcome {
  return mdev.guest === null
    ? refuse(
        state,
        null,
        'AP-U18',
        'Requested operation is not valid: domain is not running',
        `guest ${name} does not run`,
      )
    : runOp(state, { op: 'guest_stop', mdev: mdev.id });
}

function resetGuest(state: ApState, mdev: Mdev, name: string): Outcome {
  return mdev.guest === null
    ? refuse(
        state,
        null,
        'AP-U19',
        'Requested operation is not valid: domain is not running',
        `guest ${name} does not run`,
      )
    : runOp(state, { op: 'guest_reset', mdev: mdev.id });
}

type GuestCommand = (state: ApState, mdev: Mdev, name: string) => Outcome;
const GUEST_COMMANDS: Readonly<Record<string, GuestCommand>> = {
  start: startGuest,
  shutdown: stopGuest,
  destroy: stopGuest,
  reboot: resetGuest,
  reset: resetGuest,
};

/** AP-X5: detaching closes the device, attaching opens it. */
function plug(
  state: ApState,
  parsed: Arguments,
  guest: string,
  xml: string | null,
  attach: boolean,
): Outcome | null {
  const uuid = /<address\b[^>]*\buuid=['"]([0-9a-fA-F-]{36})['"]/.exec(xml ?? '')?.[1]?.toLowerCase();
  const mdev = uuid === undefined ? undefined : findMdev(state, uuid);
  if (uuid === undefined) return null;
  const live =
    ['live', 'persistent', 'current'].some((flag) => parsed.flags.has(flag)) || !parsed.flags.has('config');
  if (!live)
    return done(state, { notes: ['Only the guest’s configuration changes; it counts from its next start.'] });
  if (!mdev?.active)
    return refuse(
      state,
      'ENOENT',
      'AP-C7',
      `device not found: mediated device '${uuid}' not found`,
      `mediated device ${uuid} is not started`,
    );
  if (attach) return runOp(state, { op: 'guest_start', mdev: mdev.id, guest });
  return stopGuest(state, mdev, guest);
}

function onNodeDevice(state: ApState, name: string, mdev: Mdev, parsed: Arguments): Outcome | null {
  switch (name) {
    case 'nodedev-start':
      return mdev.active
        ? refuse(
            state,
            'EEXIST',
            'AP-C7',
            'Requested operation is not valid: Device is already active',
            `${mdev.name} is started already`,
          )
        : startWith(state, mdev.id, storedDefinition(mdev));
    case 'nodedev-destroy':
      return mdev.active
        ? removeMdev(state, mdev.id)
        : refuse(
            state,
            'ENOENT',
            'AP-C7',
            'Requested operation is not valid: Device is not active',
            `${mdev.name} is not started`,
          );
    case 'nodedev-undefine':
      return mdev.defined === null
        ? refuse(
            state,
            null,
            'AP-D2',
            'Requested operation is not valid: device is not defined',
            `${mdev.name} has no definition`,
          )
        : done(withoutDefinition(state, mdev.id));
    case 'nodedev-autostart':
      return mdev.defined === null
        ? refuse(
            state,
            null,
            'AP-D4',
            'Requested operation is not valid: device is not defined',
            `${mdev.name} has no definition`,
          )
        : done(
            withDefinition(
              state,
              mdev.id,
              parsed.flags.has('disable') ? 'manual' : 'auto',
              storedMasks(mdev),
            ),
          );
    default:
      return null;
  }
}

/** Null when the XML is about another kind of device. */
function fromXml(state: ApState, name: string, xml: string | null): Outcome | null {
  const device = xml === null ? null : nodeDevice(xml);
  if (device === null) return null;
  if (device.uuid === null)
    return failed(
      state,
      null,
      'AP-D2',
      `virsh ${name} without a uuid is not rehearsed: the one it would choose cannot be known.`,
    );
  const definition: Definition = { mdev_type: VFIO_AP_TYPE, start: 'manual', attrs: device.attrs };
  return name === 'nodedev-define'
    ? storeNew(state, device.uuid, definition)
    : startWith(state, device.uuid, definition);
}

/** Null when no device of AP is concerned. */
export function runVirsh(state: ApState, command: Command): Outcome | null {
  const parsed = readArguments(command.argv.slice(1), OPTIONS);
  const words = [
    ...parsed.words,
    ...(parsed.values.get('first') ?? []),
    ...(parsed.values.get('file') ?? []),
  ];
  const [name = '', first = ''] = words;
  // virsh ends the list with an empty line, and prints nothing else where no guest runs.
  if (name === 'list' && command.argv.includes('--name'))
    return done(state, { output: [...runningGuests(state), ''] });
  if (LOOKS.test(name)) return done(state);
  const guest = Object.hasOwn(GUEST_COMMANDS, name) ? GUEST_COMMANDS[name] : undefined;
  if (guest) {
    if (first === '') return null;
    const mdev = guestOf(state, first);
    return mdev === null ? strangeGuest(state, first) : guest(state, mdev, first);
  }
  if (name === 'attach-device' || name === 'detach-device')
    return plug(state, parsed, first, command.stdin, name === 'attach-device');
  if (name === 'nodedev-define' || name === 'nodedev-create') return fromXml(state, name, command.stdin);
  const uuid = /^mdev_([0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12})(?:_matrix)?$/.exec(first)?.[1];
  const mdev = uuid === undefined ? undefined : findMdev(state, uuid.replaceAll('_', '-'));
  if (!name.startsWith('nodedev-') || uuid === undefined) return null;
  if (!mdev)
    return refuse(
      state,
      'ENOENT',
      'AP-C7',
      `Could not find matching device '${first}'`,
      `there is no device ${first}`,
    );
  return onNodeDevice(state, name, mdev, parsed);
}
