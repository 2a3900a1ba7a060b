/** The zPCI family as the shell sees it. */
import type { Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { PROFILES } from '../../shared/zpci/profiles.ts';
import { deviceRef, functionName, functionRef } from '../../shared/zpci/refs.ts';
import { fidText, guestById, uidText } from '../../shared/zpci/types.ts';
import type { FamilyEntry, KeyHelp, Place } from '../app/family.ts';
import { cardWords, counted, foundFunctions, ownerOf, readHex, standWords, typeOf } from './parts.ts';
import { refLabel } from './ref-label.ts';
import { desiredZpci } from './zpci-host.ts';
import { ZpciOverview } from './ZpciOverview.tsx';
import { zpciStoreOf } from './zpci-stores.ts';
import { ZpciView } from './ZpciView.tsx';

/** What a protected guest is found by, and told with. */
const PROTECTED = 'Secure Execution';

/** Typed answers of one kind; the palette shows fewer still. */
const MOST_PLACES = 20;

/** An address, FID, PCHID or type; a device with its UID in the guest; a guest; all guests for an empty question. */
export function places(host: HostView, question: string): readonly Place[] {
  if (host.zpci === undefined) return [];
  const state = desiredZpci(host.zpci);
  const wanted = question.trim().toLowerCase();
  const guests = state.guests
    .filter((guest) => `${guest.name} ${guest.isProtected ? PROTECTED : ''}`.toLowerCase().includes(wanted))
    .slice(0, MOST_PLACES)
    .map(
      (guest): Place => ({
        id: `zpci-guest-${guest.id}`,
        label: guest.name,
        detail: `guest, ${counted(guest.devices.length, 'zPCI device')}${guest.isProtected ? `, ${PROTECTED}` : ''}`,
        icon: 'guest',
        refs: [{ kind: 'guest', id: guest.id }],
      }),
    );
  if (wanted === '') return guests;
  const functions = foundFunctions(state, wanted, null)
    .toSorted((left, right) => Number(right.address === wanted) - Number(left.address === wanted))
    .slice(0, MOST_PLACES)
    .map(
      (fn): Place => ({
        id: `zpci-fn-${fn.fid}`,
        label: functionName(fn),
        detail: `${typeOf(fn).name}, FID ${fidText(fn.fid)}, ${ownerOf(state, fn)?.guest.name ?? standWords(fn)}`,
        icon: 'card',
        refs: [functionRef(fn.fid)],
      }),
    );
  return [...functions, ...devicePlaces(host.zpci.answers, state, wanted), ...guests];
}

function devicePlaces(
  answers: NonNullable<HostView['zpci']>['answers'],
  state: ReturnType<typeof desiredZpci>,
  wanted: string,
): readonly Place[] {
  const found: Place[] = [];
  const number = readHex(wanted);
  for (const { id, devices } of answers) {
    const guest = guestById(state, id);
    if (guest === undefined) continue;
    for (const answer of devices) {
      if (found.length >= MOST_PLACES) return found;
      const device = guest.devices.find((each) => each.id === answer.id);
      if (device === undefined) continue;
      const numbers = [
        answer.uid === null ? '' : `UID ${uidText(answer.uid)}`,
        answer.fid === null ? '' : `FID ${fidText(answer.fid)}`,
      ].filter((part) => part !== '');
      const text = [device.id, cardWords(device), answer.address ?? '', ...numbers].join(' ').toLowerCase();
      const isNumber = number !== null && (answer.uid === number || answer.fid === number);
      if (!isNumber && !text.includes(wanted)) continue;
      found.push({
        id: `zpci-dev-${guest.id}-${device.id}`,
        label: `${device.id} of ${guest.name}`,
        detail: [cardWords(device), ...numbers].join(', '),
        icon: 'card',
        refs: [deviceRef(guest.id, device.id) satisfies Ref],
      });
    }
  }
  return found;
}

const KEYS: readonly KeyHelp[] = [
  { keys: '1, 9', what: 'Pick the first to the ninth guest' },
  { keys: 'Arrow up, Arrow down', what: 'Move to the next function or device of the board' },
  { keys: 'Arrow left, Arrow right', what: 'Change between the functions and the guests' },
  { keys: 'Shift+Arrow keys, Space', what: 'Mark functions, to give several at once' },
  {
    keys: 'Enter',
    what: 'Give the function to the guest that is picked, or choose one; of a device: its answer',
  },
  { keys: 'Alt+Shift+Arrow up, Alt+Shift+Arrow down', what: 'Create the selected device earlier or later' },
  { keys: 'Shift+F10', what: 'All that can be done with it' },
  { keys: 'Escape', what: 'Close what was refused or offered, drop what is dragged, or unmark all' },
];

export const ZPCI_FAMILY: FamilyEntry = {
  id: 'zpci',
  title: 'zPCI functions',
  icon: 'card',
  View: ZpciView,
  Overview: ZpciOverview,
  problems: (host) =>
    host.zpci === undefined ? null : { problems: host.zpci.problems, count: host.zpci.problemCount },
  summary: (host) => {
    if (host.zpci === undefined) return '';
    const { functions, guests } = desiredZpci(host.zpci);
    return [counted(functions.length, 'function'), counted(guests.length, 'guest')].join(', ');
  },
  places,
  guests: (host) => (host.zpci === undefined ? [] : desiredZpci(host.zpci).guests),
  picked: (host) => {
    if (host.zpci === undefined) return null;
    const { guestId } = zpciStoreOf(host).getState();
    return guestId === null ? null : (guestById(desiredZpci(host.zpci), guestId)?.id ?? null);
  },
  refLabel,
  profileName: (id) => Object.values(PROFILES).find((profile) => profile.id === id)?.name ?? id,
  architectures: ['s390x'],
  bus: 'zPCI functions (/sys/bus/pci with function_id)',
  queueExample: '0031:00:00.0',
  queueWriting: 'A function is written as its address, 0031:00:00.0, or as its FID, 0x00000041.',
  device: 'a zPCI function',
  keys: KEYS,
};
