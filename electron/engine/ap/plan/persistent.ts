/**
 * The layer that lasts: mdevctl definitions and chzdev's masks, in an order in which ap-check and chzdev accept every
 * command (ap.md 5.3 ... 5.5): definitions give up, masks change, definitions get.
 */
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import { formatRanges, idsOf, isEmptyMask, type Mask, masksMeet, minus } from '../../../../shared/mask.ts';
import type { Command, Expectation, PlanBlock, PlanStep, StepAction } from '../../../../shared/plan.ts';
import { chzdev } from '../tools/chzdev.ts';
import { type Definition, mdevctlDefine } from '../tools/mdevctl.ts';
import type { ToolHost } from '../tools/host.ts';
import { definitionPath, definitionText } from '../export/definition-text.ts';
import { UDEV_RULE_PATH, udevMaskLine, udevRuleText } from '../export/udev-rule.ts';
import { findMdev } from '../model.ts';
import { apqnsWords } from '../wording.ts';
import { listWords } from '../../words.ts';
import { command } from './actions.ts';
import { block, uuidBlock } from './blocks.ts';
import { commonMasks } from './matrix-sets.ts';
import { definitionOf, onlyDefined, sameDefinition, sameOrUnset, type WishedDefinition } from './target.ts';
import type { Trail } from './trail.ts';

const NAMES = ['apmask', 'aqmask'] as const;
type MaskName = (typeof NAMES)[number];

/** A value of chzdev names the ids that stay with the host; none of them has only the form of a change (AP-Z1). */
function chzdevValue(mask: Mask): string {
  return isEmptyMask(mask) ? '-0-255' : formatRanges(idsOf(mask));
}

function settingsOf(names: readonly MaskName[], wished: ApState['persistent']): string[] {
  return names.flatMap((name) => (wished[name] === null ? [] : [`${name}=${chzdevValue(wished[name])}`]));
}

/** Setting and forgetting are two calls: chzdev has `--remove` for the one and `name=value` for the other. */
function maskCommands(names: readonly MaskName[], wished: ApState['persistent']): Command[] {
  const base = ['chzdev', '--type', 'ap', '--persistent', '--yes'];
  const set = settingsOf(names, wished);
  const forget = names.flatMap((name) => (wished[name] === null ? ['--remove', name] : []));
  return [set, forget].filter((words) => words.length > 0).map((words) => command([...base, ...words]));
}

function ruleFile(masks: ApState['persistent']): { readonly path: string; readonly text: string | null } {
  return { path: UDEV_RULE_PATH, text: udevRuleText(masks) };
}

function fileShows(file: { readonly path: string; readonly text: string | null }): Expectation {
  return file.text === null
    ? { kind: 'absent', path: file.path }
    : { kind: 'text', path: file.path, text: file.text };
}

/** chzdev of another version may write another rule around the masks, so only they are compared. */
function ruleShows(masks: ApState['persistent']): Expectation[] {
  return NAMES.map((name) => {
    const mask = masks[name];
    return mask === null
      ? { kind: 'lacks', path: UDEV_RULE_PATH, text: `bus/ap/${name}}` }
      : { kind: 'line', path: UDEV_RULE_PATH, text: udevMaskLine(name, mask) };
  });
}

function maskAction(names: readonly MaskName[], masks: ApState['persistent']): StepAction {
  return { kind: 'run', commands: maskCommands(names, masks), files: [ruleFile(masks)] };
}

/** From one definition to the other; undefine and define, because `modify --jsonfile` came with mdevctl 1.3. */
function definitionAction(
  id: string,
  from: WishedDefinition | null,
  to: WishedDefinition | null,
): StepAction {
  const text = to === null ? null : definitionText(to.start, to.masks);
  const undefine = command(['mdevctl', 'undefine', '-u', id, '-p', 'matrix']);
  const define = command(['mdevctl', 'define', '-u', id, '-p', 'matrix', '--jsonfile', '/dev/stdin'], text);
  return {
    kind: 'run',
    commands: [...(from === null ? [] : [undefine]), ...(to === null ? [] : [define])],
    files: [{ path: definitionPath(id), text }],
  };
}

function definitionTitle(name: string, from: WishedDefinition | null, to: WishedDefinition | null): string {
  if (to === null) return `Remove the definition of ${name}`;
  const how = to.start === 'auto' ? 'started at boot' : 'started by hand';
  return `${from === null ? 'Define' : 'Change the definition of'} ${name} for the next boot, ${how}`;
}

function toolHost(state: ApState, except: string): ToolHost {
  const others = state.mdevs.filter(({ id }) => id !== except);
  return {
    state,
    autostart: others.flatMap((mdev) => {
      const definition = definitionOf(mdev);
      return definition?.start === 'auto' ? [{ id: mdev.id, masks: definition.masks }] : [];
    }),
    defined: new Set(others.filter(({ defined }) => defined !== null).map(({ id }) => id)),
  };
}

function withDefinition(
  state: ApState,
  id: string,
  definition: WishedDefinition | null,
  wish: Mdev | undefined,
): ApState {
  const now = findMdev(state, id);
  const lasting = { defined: definition?.start ?? null, stored: definition?.masks ?? null };
  if (!now) {
    const added = wish && definition ? [onlyDefined(wish, definition, state.lpar)] : [];
    return { ...state, mdevs: [...state.mdevs, ...added] };
  }
  const next = now.active
    ? [{ ...now, ...lasting }]
    : definition === null
      ? []
      : [onlyDefined(now, definition, state.lpar)];
  return { ...state, mdevs: state.mdevs.flatMap((mdev) => (mdev === now ? next : [mdev])) };
}

function manualFix(id: string, name: string): PlanBlock['unblock'][number] {
  return {
    label: `Start ${name} by hand instead of at boot`,
    detail: 'ap-check looks at definitions that start at boot only.',
    edits: [{ family: 'ap', op: 'setStart', mdev: id, start: 'manual' }],
    restart: [],
  };
}

/** What ap-check and chzdev would answer, told with the guests' names. */
function toolBlock(trail: Trail, tool: string, id: string | null, messages: readonly string[]): PlanBlock {
  const overridden = [...trail.state.queues.overrides.keys()];
  const isShared = messages.some((line) => line.includes('is defined for autostart by'));
  const rule = isShared ? 'AP-C2' : id !== null && overridden.length > 0 ? 'AP-K4' : 'AP-Z3';
  const mdev = id === null ? undefined : findMdev(trail.state, id);
  const name = mdev?.name ?? id;
  const told = listWords(
    messages.map((line) => `“${line}”`),
    3,
  );
  const extra =
    rule === 'AP-K4'
      ? ` ap-check judges by the masks and does not know the driver_override of ${apqnsWords(overridden)}.`
      : '';
  return block(
    rule,
    id === null
      ? `${tool} would refuse the masks for the next boot: ${told}.`
      : `${tool} would refuse the definition of ${name}: ${told}.${extra}`,
    id === null ? [{ kind: 'mask', id: 'apmask' }] : [{ kind: 'guest', id }],
    id === null || mdev === undefined ? [] : [manualFix(id, mdev.name)],
  );
}

/** What mdevctl, with ap-check behind it, says against a definition; empty = it takes it. */
export function refusals(state: ApState, id: string, definition: WishedDefinition | null): readonly string[] {
  if (definition === null) return [];
  const parsed = JSON.parse(definitionText(definition.start, definition.masks)) as Definition;
  const answer = mdevctlDefine(toolHost(state, id), id, parsed);
  return answer.ok ? [] : answer.messages;
}

/** What chzdev says against these masks; those it forgets are not asked about. */
function maskRefusals(
  state: ApState,
  names: readonly MaskName[],
  wished: ApState['persistent'],
): readonly string[] {
  return chzdev(toolHost(state, ''), settingsOf(names, wished), { active: false, persistent: true }).messages;
}

function reversal(
  refused: readonly string[],
  title: string,
  action: StepAction,
): Pick<PlanStep, 'reverse' | 'irreversible'> {
  return refused.length === 0
    ? { reverse: [{ title, action }], irreversible: null }
    : { reverse: [], irreversible: `What was there is refused by the tools themselves: ${refused[0]}.` };
}

/** True when nothing is asked for that was not asked for before. */
function isWithin(masks: MatrixMasks, before: MatrixMasks): boolean {
  return isEmptyMask(minus(masks.apm, before.apm)) && isEmptyMask(minus(masks.aqm, before.aqm));
}

/** Does nothing where the definition is so already; blocks the trail where the tools refuse it. */
export function define(trail: Trail, target: ApState, id: string, to: WishedDefinition | null): void {
  if (trail.isStopped) return;
  const before = trail.state;
  const wish = findMdev(target, id);
  const from = definitionOf(findMdev(before, id));
  if (sameDefinition(from, to)) return;
  trail.block = uuidBlock(id);
  if (trail.isStopped) return;
  const refused = refusals(before, id, to);
  if (refused.length > 0) {
    trail.block = toolBlock(trail, 'mdevctl', id, refused);
    return;
  }
  const after = withDefinition(before, id, to, wish);
  const name = (wish ?? findMdev(before, id))?.name ?? id;
  const action = definitionAction(id, from, to);
  const step: PlanStep = {
    family: 'ap',
    layer: 'persistent',
    title: definitionTitle(name, from, to),
    action,
    loses: [],
    needs:
      to?.start === 'auto' && !(from?.start === 'auto' && isWithin(to.masks, from.masks))
        ? [
            'No other definition that starts at boot has these queues, and the persistent masks give them to guests.',
          ]
        : [],
    ...reversal(refusals(after, id, from), definitionTitle(name, to, from), definitionAction(id, to, from)),
    expect: [
      fileShows({ path: definitionPath(id), text: action.kind === 'run' ? action.files[0]!.text : null }),
    ],
    refs: [{ kind: 'guest', id }],
  };
  trail.add(step, after);
}

function maskStepTitle(names: readonly MaskName[], wished: ApState['persistent']): string {
  const words = listWords([...names]);
  return names.every((name) => wished[name] === null)
    ? `Forget the ${words} of the next boot`
    : `Keep ${words} for the next boot`;
}

function keepMasks(trail: Trail, names: readonly MaskName[], wished: ApState['persistent']): void {
  if (names.length === 0 || trail.isStopped) return;
  const before = trail.state;
  const refused = maskRefusals(before, names, wished);
  if (refused.length > 0) {
    trail.block = toolBlock(trail, 'chzdev', null, refused);
    return;
  }
  const masks = { ...before.persistent };
  for (const name of names) masks[name] = wished[name];
  const action = maskAction(names, masks);
  const after = { ...before, persistent: masks };
  trail.add(
    {
      family: 'ap',
      layer: 'persistent',
      title: maskStepTitle(names, wished),
      action,
      loses: [],
      needs: ['No definition that starts at boot has a queue that goes to the host (AP-Z3).'],
      ...reversal(
        maskRefusals(after, names, before.persistent),
        maskStepTitle(names, before.persistent),
        maskAction(names, before.persistent),
      ),
      expect: ruleShows(masks),
      refs: names.map((name) => ({ kind: 'mask', id: name })),
    },
    after,
  );
}

interface Change {
  readonly id: string;
  readonly from: WishedDefinition | null;
  readonly to: WishedDefinition | null;
}

/** What a definition keeps while others change; only those that start at boot stand in anybody's way. */
function kept({ from, to }: Change): WishedDefinition | null {
  if (from === null || to === null) return null;
  if (to.start === 'manual') return to;
  return from.start === 'auto' ? { start: 'auto', masks: commonMasks(from.masks, to.masks) } : from;
}

/** Each definition as soon as no other that starts at boot has a queue of it; in a ring one gives up its part first. */
function finish(trail: Trail, target: ApState, changes: readonly Change[]): void {
  let waiting = [...changes];
  const isFree = ({ id, to }: Change): boolean =>
    to?.start !== 'auto' ||
    !trail.state.mdevs.some((mdev) => {
      if (mdev.id === id || mdev.defined !== 'auto') return false;
      const { apm, aqm } = mdev.stored ?? mdev.matrix;
      return masksMeet(apm, to.masks.apm) && masksMeet(aqm, to.masks.aqm);
    });
  while (waiting.length > 0 && !trail.isStopped) {
    const free = waiting.find(isFree);
    const ring = waiting.find(
      (change) => !sameDefinition(definitionOf(findMdev(trail.state, change.id)), kept(change)),
    );
    if (free === undefined && ring !== undefined && kept(ring) !== null)
      define(trail, target, ring.id, kept(ring));
    else {
      const next = free ?? waiting[0]!;
      define(trail, target, next.id, next.to);
      waiting = waiting.filter((change) => change !== next);
    }
  }
}

/** Adds the steps of the persistent layer behind those of the running one. */
export function planPersistent(trail: Trail, target: ApState): void {
  const { mdevs, persistent } = trail.state;
  const ids = new Set([...mdevs, ...target.mdevs].map(({ id }) => id));
  const changes = [...ids]
    .map(
      (id): Change => ({
        id,
        from: definitionOf(findMdev(trail.state, id)),
        to: definitionOf(findMdev(target, id)),
      }),
    )
    .filter(({ from, to }) => !sameDefinition(from, to));
  const names = NAMES.filter((name) => !sameOrUnset(persistent[name], target.persistent[name]));
  const reserves = names.some((name) => {
    const before = persistent[name] ?? trail.state[name];
    return !isEmptyMask(minus(target.persistent[name] ?? trail.state[name], before));
  });
  for (const { id, to } of changes) if (to === null) define(trail, target, id, null);
  if (reserves)
    for (const change of changes) if (kept(change) !== null) define(trail, target, change.id, kept(change));
  const set = names.filter((name) => target.persistent[name] !== null);
  keepMasks(trail, set, target.persistent);
  keepMasks(
    trail,
    names.filter((name) => !set.includes(name)),
    target.persistent,
  );
  finish(
    trail,
    target,
    changes.filter(({ to }) => to !== null),
  );
}
