/** The model decides: a guest that could be made before an edit can be made after it, or the edit is refused (zpci.md 3). */
import type { Fix } from '../../../../shared/findings.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { deviceRef } from '../../../../shared/zpci/refs.ts';
import {
  functionAt,
  functionByFid,
  guestById,
  type HostFunction,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import type { ZpciFailure } from '../kernel/operations.ts';
import { builtGuest, setupOf } from '../kernel/of-guest.ts';
import { type Obstacle, obstaclesTo, wayToInterpretation } from './interpretable.ts';
import { numberFixes } from './number-fixes.ts';
import { isHalf } from './numbers.ts';
import { because, fixOf, guestRef, refuse, type Step } from './step.ts';

/** What QEMU or libvirt would refuse that it did not refuse before. */
function newFailure(
  before: ZpciState,
  after: ZpciState,
  guest: ZpciGuest,
): { readonly device: string; readonly failure: ZpciFailure } | null {
  const now = builtGuest(after, guest, {}).failures;
  if (now.size === 0) return null;
  const old = guestById(before, guest.id);
  const then = old === undefined ? new Map<string, ZpciFailure>() : builtGuest(before, old, {}).failures;
  for (const [device, failure] of now)
    if (then.get(device)?.rule !== failure.rule) return { device, failure };
  return null;
}

/** libvirt prints the number in octal (V-4); said again in the digits everybody else uses. */
function readable({ rule, message }: ZpciFailure): string {
  const [, kind, octal] = /zPCI (uid|fid) ([0-7]+) is already/.exec(message) ?? [];
  if (rule !== 'ZPCI-V4' || octal === undefined) return message;
  const width = kind === 'uid' ? 4 : 8;
  return `${message} (octal; it is 0x${Number.parseInt(octal, 8).toString(16).padStart(width, '0')})`;
}

const NUMBER_RULES: readonly string[] = ['ZPCI-A4', 'ZPCI-A7', 'ZPCI-V3', 'ZPCI-V4'];
const MODE_RULES: readonly string[] = ['ZPCI-A16', 'ZPCI-I4', 'ZPCI-I5'];

function hostFunctionOf(state: ZpciState, guest: ZpciGuest, edit: ZpciEdit): HostFunction | undefined {
  if (edit.op === 'give') return functionByFid(state, edit.fid);
  if (edit.op !== 'setIds') return undefined;
  const card = guest.devices.find(({ id }) => id === edit.device)?.card;
  return card?.kind === 'vfio' ? functionAt(state, card.host) : undefined;
}

/** What A-16 asks for where more than the device's property stands against it. */
function interpretingFix(obstacles: readonly Obstacle[], edit: ZpciEdit): readonly Fix[] {
  const way = wayToInterpretation(obstacles);
  return way === null || edit.op !== 'give'
    ? []
    : [fixOf(`${way.label}, and give it with interpretation`, [...way.edits, { ...edit, interpret: true }])];
}

function modeFixes(guest: ZpciGuest, device: string, { rule }: ZpciFailure, edit: ZpciEdit): readonly Fix[] {
  const interpret = rule === 'ZPCI-A16';
  const how = interpret ? 'interpretation' : 'interception';
  if (edit.op === 'give') return [fixOf(`Give it with ${how}`, [{ ...edit, interpret }])];
  if (edit.op === 'setProperty' || edit.op === 'take') return [];
  const change = {
    family: 'zpci',
    op: 'setProperty',
    guest: guest.id,
    device,
    property: 'interpret',
  } as const;
  const take = { family: 'zpci', op: 'take', guest: guest.id, device, giveBack: false } as const;
  return [
    fixOf(`Let ${device} use ${how}`, [{ ...change, value: interpret }, edit]),
    fixOf(`Take ${device} out of ${guest.name} first`, [take, edit]),
  ];
}

function fixesFor(
  before: ZpciState,
  guest: ZpciGuest,
  device: string,
  failure: ZpciFailure,
  edit: ZpciEdit,
): readonly Fix[] {
  if (NUMBER_RULES.includes(failure.rule)) {
    const fixes = numberFixes(before, edit, hostFunctionOf(before, guest, edit));
    const half = guest.domain !== null && guest.devices.some(({ zpci }) => zpci !== null && isHalf(zpci));
    const writeDown = { family: 'zpci', op: 'writeDown', guest: guest.id } as const;
    return half && edit.op !== 'writeDown'
      ? [...fixes, fixOf(`Write down all numbers of ${guest.name} first`, [writeDown, edit])]
      : fixes;
  }
  if (!MODE_RULES.includes(failure.rule)) return [];
  const obstacles = failure.rule === 'ZPCI-A16' ? obstaclesTo(setupOf(before, guest, {}), guest) : [];
  return obstacles.length > 0 ? interpretingFix(obstacles, edit) : modeFixes(guest, device, failure, edit);
}

/** Guests whose devices could be refused for another reason than before: changed themselves, or a function of theirs. */
function touchedGuests(before: ZpciState, after: ZpciState): readonly ZpciGuest[] {
  if (before.host !== after.host) return after.guests;
  const old = new Set(before.guests);
  const known = new Set(before.functions);
  const changed = new Set(
    before.functions === after.functions
      ? []
      : after.functions.flatMap((one) => (known.has(one) ? [] : [one.address])),
  );
  return after.guests.filter(
    (guest) =>
      !old.has(guest) ||
      (changed.size > 0 && guest.devices.some(({ card }) => card?.kind === 'vfio' && changed.has(card.host))),
  );
}

/** A guest that runs is not started: the device is plugged into it. */
function refusedWords({ name, running }: ZpciGuest, who: string, device: string): string {
  return running === true
    ? `${name} runs, and ${who} would refuse to plug ${device}`
    : `${name} could not start: ${who} refuses ${device}`;
}

/** The step, or a refusal where it makes a device of its guests impossible. */
export function settled(before: ZpciState, step: Step, edit: ZpciEdit): Step {
  if (!step.ok || step.state === before) return step;
  for (const guest of touchedGuests(before, step.state)) {
    const found = newFailure(before, step.state, guest);
    if (found === null) continue;
    const { device, failure } = found;
    const who = failure.rule.startsWith('ZPCI-V') ? 'libvirt' : 'QEMU';
    const advice =
      failure.rule === 'ZPCI-A16'
        ? [
            '. It works only when it is interpreted.',
            ...obstaclesTo(setupOf(step.state, guest, {}), guest).map(({ text }) => text),
          ].join(' ')
        : '';
    return refuse(failure.rule, `${refusedWords(guest, who, device)}: ${readable(failure)}${advice}`, {
      because: [
        because(`${who} answers: ${failure.message}`, deviceRef(guest.id, device), guestRef(guest.id)),
      ],
      fixes: fixesFor(before, guest, device, failure, edit),
    });
  }
  return step;
}
