/** Where the parts of a ladder are: four columns, one rung for each step. */
import type { Life, LifeFrame, LifeRun } from '../../../shared/zpci/cards.ts';

export const COLUMNS = [
  'administrator',
  'QEMU',
  'guest kernel',
  'host kernel',
] as const satisfies readonly LifeFrame['actor'][];

export const LIFE_NAMES: Readonly<Record<Life, string>> = {
  boot: 'Start of the guest',
  plug: 'Hot plug',
  'plug-waiting': 'A zpci device without card',
  unplug: 'Hot unplug',
  'unplug-standby': 'Unplug in standby',
  'unplug-ignored': 'Unplug the guest ignores',
  power: 'Power off and on',
  error: 'An error of the function',
};

/** In the order of a life, not of the alphabet. */
export const LIFE_ORDER: readonly Life[] = [
  'boot',
  'plug',
  'plug-waiting',
  'power',
  'error',
  'unplug',
  'unplug-standby',
  'unplug-ignored',
];

export type Look = 'done' | 'refused' | 'event';

export function lookOf({ refusal, event }: LifeFrame): Look {
  return refusal === '' ? (event === null ? 'done' : 'event') : 'refused';
}

export interface LadderArrow {
  /** Grid lines on eight half columns, from the middle of one actor to that of another. */
  readonly from: number;
  readonly to: number;
  readonly leftward: boolean;
  /** It carries the event of its rung. */
  readonly isEvent: boolean;
}

function arrowBetween(actor: LifeFrame['actor'], towards: LifeFrame['actor'], isEvent: boolean): LadderArrow {
  const [from, to] = [COLUMNS.indexOf(actor), COLUMNS.indexOf(towards)];
  return { from: Math.min(from, to) * 2 + 2, to: Math.max(from, to) * 2 + 2, leftward: to < from, isEvent };
}

/** What goes from whom to whom at one rung: an event always comes from QEMU, whoever was the cause of it. */
export function arrowsOf({ actor, towards, event }: LifeFrame): readonly LadderArrow[] {
  const isItself = event !== null && towards === 'guest kernel';
  const own = towards === null || towards === actor ? [] : [arrowBetween(actor, towards, isItself)];
  return event === null || isItself ? own : [...own, arrowBetween('QEMU', 'guest kernel', true)];
}

export const STATE_WORDS: Readonly<Record<LifeFrame['state'], string>> = {
  reserved: 'reserved: waits, not visible',
  standby: 'standby: powered off',
  disabled: 'disabled: configured, not in use',
  enabled: 'enabled: in use',
  blocked: 'blocked after an error',
  error: 'in error',
  'permanent-error': 'in permanent error',
  absent: 'not there yet',
  gone: 'gone',
};

/** Does the state differ from the one before: the rail has a knot there. */
export function changesState(frames: readonly LifeFrame[], at: number): boolean {
  return at === 0 || frames[at]!.state !== frames[at - 1]!.state;
}

/** What is read out when a step is reached. */
export function spokenWords({ frames }: LifeRun, at: number): string {
  const frame = frames[at]!;
  const event = frame.event === null ? '' : ` Event ${frame.event.pec}: ${frame.event.meaning}.`;
  const refused = frame.refusal === '' ? '' : ` Refused: ${frame.refusal}`;
  return `Step ${at + 1} of ${frames.length}, ${frame.actor}: ${frame.title}.${event}${refused} The function is ${STATE_WORDS[frame.state]}.`;
}
