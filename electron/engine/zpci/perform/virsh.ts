/** virsh as far as it gives PCI functions to guests, takes them back, and starts and stops guests (zpci.md 3.13, 4.5). */
import {
  type GuestDevice,
  functionAt,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { functionName } from '../../../../shared/zpci/refs.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Command } from '../../../../shared/plan.ts';
import { done } from '../../perform/outcome.ts';
import { type Arguments, type OptionTable, readArguments } from '../../tools/options.ts';
import { createGuest } from '../model.ts';
import { attach, detach, giveToHost, refuse, start, stop, takeForVfio } from './guests.ts';
import { type Outcome, userOf } from './host.ts';
import { readHostdev, type ToldHostdev } from './read-hostdev.ts';

const OPTIONS: OptionTable = {
  flags: {
    '-q': 'quiet',
    '--quiet': 'quiet',
    '--live': 'live',
    '--config': 'config',
    '--persistent': 'persistent',
    '--current': 'current',
    '--print-xml': 'print',
    '--validate': 'validate',
    '--paused': 'paused',
    '--graceful': 'graceful',
  },
  values: {
    '-c': 'connect',
    '--connect': 'connect',
    '--mode': 'mode',
    '--domain': 'domain',
    '--device': 'device',
    '--file': 'file',
    '--driver': 'driver',
  },
};

const LOOKS =
  /^(?:list|dumpxml|domstate|dominfo|domblklist|domiflist|nodedev-list|nodedev-dumpxml|nodedev-info|version|capabilities)$/;

type DeviceCommand = (state: ZpciState, guest: ZpciGuest, told: ToldHostdev, isLive: boolean) => Outcome;

/** `--live`, `--config`, both or neither: what of a guest is meant, as libvirt reads them. */
function withFlags(
  state: ZpciState,
  guest: ZpciGuest,
  told: ToldHostdev,
  parsed: Arguments,
  run: DeviceCommand,
): Outcome {
  const isRunning = guest.running === true;
  const wantsLive = parsed.flags.has('live') || (parsed.flags.has('persistent') && isRunning);
  const wantsConfig = parsed.flags.has('config') || parsed.flags.has('persistent');
  if (wantsLive && !isRunning)
    return refuse(
      state,
      null,
      'Requested operation is not valid: domain is not running',
      `${guest.name} does not run, so there is nothing live to change`,
    );
  if (isRunning && wantsConfig && !wantsLive)
    return done(state, {
      notes: [`Only the definition of ${guest.name} changes; it counts from its next start on.`],
    });
  return run(state, guest, told, isRunning);
}

const POWER: Readonly<Record<string, (state: ZpciState, guest: ZpciGuest) => Outcome>> = {
  start,
  shutdown: stop,
  destroy: stop,
};
const DEVICE: Readonly<Record<string, DeviceCommand>> = {
  'attach-device': attach,
  'detach-device': detach,
};

/** `pci_0001_00_00_0` */
function nodeAddress(name: string): string {
  const match = /^pci_([0-9a-f]{4})_([0-9a-f]{2})_([0-9a-f]{2})_([0-7])$/.exec(name);
  return match === null ? '' : `${match[1]}:${match[2]}:${match[3]}.${match[4]}`;
}

function runNodedev(state: ZpciState, verb: string, name: string): Outcome | null {
  const one = functionAt(state, nodeAddress(name));
  if (one === undefined) return null;
  const guest = userOf(state, one.address!);
  if (guest !== null)
    return refuse(
      state,
      'ZPCI-A23',
      `PCI device ${one.address} is in use`,
      `${guest} has ${functionName(one)}`,
    );
  return verb === 'nodedev-detach' ? takeForVfio(state, one) : giveToHost(state, one);
}

export function runningDomains(state: ZpciState): string[] {
  return state.guests.flatMap(({ domain, running }) => (running === true && domain !== null ? [domain] : []));
}

function guestNamed(state: ZpciState, domain: string): ZpciGuest | undefined {
  return state.guests.find((guest) => guest.domain === domain);
}

/** The guest that a step is about, where no file of the host told its domain. */
function guestTold(
  state: ZpciState,
  domain: string,
  refs: readonly Ref[],
): readonly [ZpciState, ZpciGuest] | null {
  const known = guestNamed(state, domain);
  if (known !== undefined) return [state, known];
  const id = refs.flatMap((ref) => (ref.kind === 'guest' ? [ref.id] : []))[0];
  if (id === undefined) return null;
  const there = state.guests.find((guest) => guest.id === id);
  const guest = { ...(there ?? createGuest({ id, name: domain })), domain };
  const guests =
    there === undefined ? [...state.guests, guest] : state.guests.map((one) => (one === there ? guest : one));
  return [{ ...state, guests }, guest];
}

/** Null when it is about something else than PCI functions; such a device is another family's, or none. */
export function runVirsh(
  before: ZpciState,
  { argv, stdin }: Command,
  refs: readonly Ref[] = [],
): Outcome | null {
  const parsed = readArguments(
    argv.slice(1).filter((word) => word !== '--'),
    OPTIONS,
  );
  const [verb = '', ...words] = parsed.words;
  if (verb === 'list' && argv.includes('--name'))
    return done(before, { output: [...runningDomains(before), ''] });
  if (LOOKS.test(verb)) return done(before);
  if (verb === 'nodedev-detach' || verb === 'nodedev-reattach')
    return runNodedev(before, verb, words[0] ?? '');
  const domain = parsed.values.get('domain')?.at(-1) ?? words[0] ?? '';
  const power = Object.hasOwn(POWER, verb) ? POWER[verb] : undefined;
  const device = Object.hasOwn(DEVICE, verb) ? DEVICE[verb] : undefined;
  if (power === undefined && device === undefined) return null;
  const told = device === undefined || stdin === null ? null : readHostdev(stdin);
  if (device !== undefined && stdin !== null && told === null) return null;
  const found = guestTold(before, domain, refs);
  if (found === null)
    return {
      ...done(before),
      passedOver: `no guest whose domain is “${domain.slice(0, 60)}” is known here to have PCI functions`,
    };
  const [state, guest] = found;
  if (power !== undefined) return power(state, guest);
  if (told === null)
    return {
      ...done(before),
      passedOver: 'the file with the device is not here, so nobody can tell which one it is',
    };
  if ('why' in told) return refuse(state, told.rule, told.why, told.why);
  return withFlags(state, guest, told, parsed, device!);
}

/** Does a guest still have a device whose XML holds that text? */
export function hasDevice(state: ZpciState, domain: string, isOf: (device: GuestDevice) => boolean): boolean {
  return guestNamed(state, domain)?.devices.some(isOf) ?? false;
}
