/**
 * A family small enough to test applies with: 60 switches, each on or off now (sysfs, with a driver link while on) and
 * at boot (a file that the program `switchctl` writes). Switch 59 is stuck (SWITCH-1, EBUSY), and switch 58 only moves
 * when a restart of the guest `lamp` is allowed (SWITCH-3).
 */
import { z } from 'zod';
import { StudioError } from '../../../../shared/errors.ts';
import type { Plan, PlanBlock, PlanOptions, PlanStep, StepAction } from '../../../../shared/plan.ts';
import type { DeviceFamily } from '../../family.ts';
import type { HostTree } from '../../hosts/tree.ts';
import type { FamilyPlanning, Performed, TreeLine } from '../../plan/planning.ts';

export interface SwitchState {
  readonly now: readonly number[];
  readonly boot: readonly number[];
}

export const SWITCHES = 60;
const STUCK = 59;
const HELD = 58;
const NUMBERS = Array.from({ length: SWITCHES }, (_, index) => index);
const stateSchema = z.object({ now: z.array(z.number()), boot: z.array(z.number()) });
const stateFile = (number: number) => `/sys/bus/switches/${number}/state`;
const bootFile = (number: number) => `/etc/switches/${number}`;

function toggled(list: readonly number[], number: number, on: boolean): readonly number[] {
  return NUMBERS.filter((one) => (one === number ? on : list.includes(one)));
}

function writeStep(number: number, on: boolean): PlanStep {
  const action = { kind: 'write' as const, path: stateFile(number), text: on ? '1' : '0' };
  const undo = { ...action, text: on ? '0' : '1' };
  return {
    family: 'switch',
    layer: 'active',
    title: `Turn switch ${number} ${on ? 'on' : 'off'}`,
    action,
    needs: [],
    loses: on ? [] : [{ kind: 'host', text: `Whoever uses switch ${number} loses it.`, refs: [] }],
    reverse: [{ title: `Turn switch ${number} back`, action: undo }],
    irreversible: null,
    expect: [
      { kind: 'text', path: stateFile(number), text: on ? '1' : '0' },
      { kind: 'link', path: `/sys/bus/switches/${number}/driver`, name: on ? 'lamp' : null },
    ],
    refs: [],
  };
}

function bootStep(number: number, on: boolean): PlanStep {
  const argv = ['switchctl', on ? 'enable' : 'disable', `${number}`];
  const files = [{ path: bootFile(number), text: on ? 'on\n' : null }];
  return {
    ...writeStep(number, on),
    layer: 'persistent',
    title: `Have switch ${number} ${on ? 'on' : 'off'} at boot`,
    action: { kind: 'run', commands: [{ argv, stdin: null }], files },
    loses: [],
    expect: [{ kind: on ? 'present' : 'absent', path: bootFile(number) }],
  };
}

function different(from: readonly number[], to: readonly number[]): number[] {
  return NUMBERS.filter((number) => from.includes(number) !== to.includes(number));
}

function blockOf(rule: string, message: string): PlanBlock {
  return { family: 'switch', rule, message, refs: [], unblock: [] };
}

function plan(observed: SwitchState, desired: SwitchState, { style, restart }: PlanOptions): Plan {
  const wished = target(observed, desired, style);
  const steps = [
    ...different(observed.now, wished.now).map((number) => writeStep(number, wished.now.includes(number))),
    ...different(observed.boot, wished.boot).map((number) => bootStep(number, wished.boot.includes(number))),
  ];
  const held = different(observed.now, wished.now).includes(HELD) && !restart.includes('lamp');
  const blocks = [
    ...(desired.now.length === SWITCHES ? [blockOf('SWITCH-2', 'All switches at once are too much.')] : []),
    ...(held ? [blockOf('SWITCH-3', 'Switch 58 is held by the guest lamp.')] : []),
  ];
  return { style, steps: blocks.length > 0 ? [] : steps, blocks, notes: [] };
}

function target(observed: SwitchState, desired: SwitchState, style: PlanOptions['style']): SwitchState {
  return {
    now: style === 'persistent' ? observed.now : desired.now,
    boot: style === 'immediate' ? observed.boot : desired.boot,
  };
}

const FINE = { errno: null, rule: null, message: null, output: [], notes: [], lost: [] };

function perform(state: SwitchState, action: StepAction): Performed<SwitchState> | null {
  if (action.kind === 'run') {
    const [program, verb, number] = action.commands[0]?.argv ?? [];
    if (program !== 'switchctl') return null;
    return { ...FINE, state: { ...state, boot: toggled(state.boot, Number(number), verb === 'enable') } };
  }
  const match = /^\/sys\/bus\/switches\/(\d+)\/state$/.exec(action.path);
  if (!match) return null;
  if (Number(match[1]) === STUCK)
    return { ...FINE, state, errno: 'EBUSY', rule: 'SWITCH-1', message: 'Switch 59 is stuck.' };
  return { ...FINE, state: { ...state, now: toggled(state.now, Number(match[1]), action.text === '1') } };
}

function sentences(layer: string, left: readonly number[], right: readonly number[]): string[] {
  return different(left, right).map(
    (number) => `Switch ${number} is ${right.includes(number) ? 'on' : 'off'} ${layer}.`,
  );
}

export function* switchTree({ now, boot }: SwitchState): Generator<TreeLine> {
  for (const number of NUMBERS) {
    yield [stateFile(number), now.includes(number) ? '1\n' : '0\n'];
    if (now.includes(number)) yield [`/sys/bus/switches/${number}/driver`, null, '../../../drivers/lamp'];
    if (boot.includes(number)) yield [bootFile(number), 'on\n'];
  }
}

function observe(tree: HostTree) {
  if (tree.list('/sys/bus/switches').length === 0) return null;
  const on = (number: number) => tree.text(stateFile(number))?.trim() === '1';
  const state = {
    now: NUMBERS.filter(on),
    boot: NUMBERS.filter((number) => tree.has(bootFile(number))),
  };
  return { state, findings: [] };
}

const planning: FamilyPlanning<SwitchState> = {
  plan,
  target,
  perform,
  check: () => null,
  differences: (left, right) => [
    ...sentences('now', left.now, right.now),
    ...sentences('at boot', left.boot, right.boot),
  ],
  changes: () => [],
  drift: () => [],
  guestIds: () => [],
  tree: switchTree,
  viewOf: (_observed, state) => state,
};

export const SWITCH_FAMILY: DeviceFamily<SwitchState> = {
  id: 'switch',
  title: 'Switches',
  editSchema: z.object({ family: z.literal('switch'), op: z.string() }),
  rules: [],
  wants: (path) => /^\/(?:sys(?:\/bus(?:\/switches(?:\/.*)?)?)?|etc(?:\/switches(?:\/.*)?)?)$/.test(path),
  observe,
  apply: (state) => ({ ok: true, state, notes: [] }),
  problems: () => [],
  view: (observed, desired) => ({ observed: [...observed.now], desired: [...desired.now] }),
  summary: () => [],
  toFile: ({ now, boot }) => ({ now: [...now], boot: [...boot] }),
  fromFile(json) {
    const state = stateSchema.safeParse(json);
    if (!state.success) throw new StudioError('unreadable', 'The switches are damaged.');
    return state.data;
  },
  planning,
  exports: [],
  cases: null,
};
