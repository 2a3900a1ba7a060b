/** From a host to a wish: ordered literal steps, each seen to work on the model, or what stands in the way. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Plan, PlanBlock, PlanOptions, PlanStep } from '../../../../shared/plan.ts';
import { actionOf } from './actions.ts';
import { addressBlocks, domainBlocks, strategyBlocks, wayBlock } from './blocks.ts';
import { part } from './differences.ts';
import { expectationsOf } from './expectations.ts';
import { traceWay } from './find-way.ts';
import { guestNameOf } from './guest-stops.ts';
import { LastWords } from './last-words.ts';
import { lossesOf, needsOf } from './losses.ts';
import { persistentSteps } from './persistent.ts';
import { reverseOf } from './reverse.ts';
import { targetState } from './target.ts';
import type { WayStep } from './way.ts';

/** The host with the wish's guests: what they are called, and which domain is whose, no host keeps. */
function asWished(observed: DsaState, desired: DsaState): DsaState {
  const wished = new Set(desired.guests.map(({ id }) => id));
  return {
    ...observed,
    guests: [...desired.guests, ...observed.guests.filter(({ id }) => !wished.has(id))],
    strategy: desired.strategy,
  };
}

/** A guest is stopped and started as a whole, so its devices' operations are one step. */
function grouped(steps: readonly WayStep[]): WayStep[][] {
  const groups: WayStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1)?.[0];
    const isGuest = step.op.op === 'guest-stop' || step.op.op === 'guest-start';
    if (isGuest && last?.op.op === step.op.op && last.title === step.title) groups.at(-1)!.push(step);
    else groups.push([step]);
  }
  return groups;
}

function guestOf(steps: readonly WayStep[]): string | null {
  const [ref] = steps[0]!.refs;
  return ref?.kind === 'guest' ? ref.id : null;
}

/** The literal step of one group between two states; null where no file or command does it. */
function literal(
  before: DsaState,
  after: DsaState,
  end: DsaState,
  steps: readonly WayStep[],
): PlanStep | null {
  const [{ op, title }] = steps as readonly [WayStep];
  const action = actionOf(before, op);
  if (action === null) return null;
  const guest = guestOf(steps);
  const name = guest === null ? '' : guestNameOf([before], guest);
  const refs = [
    ...(guest === null ? [] : [{ kind: 'guest' as const, id: guest }]),
    ...steps.flatMap((one) => one.refs.filter(({ kind }) => kind !== 'guest')),
  ];
  return {
    family: 'dsa',
    layer: 'active',
    title,
    action,
    needs: needsOf(before, op),
    loses: lossesOf(before, end, op, name),
    ...reverseOf(before, after, op),
    expect: expectationsOf(before, after, op),
    refs,
  };
}

/** vfio-pci knows no ids of its own: the function has to ask for it by name, and to forget that again (S8). */
function overrideStep({ op, refs }: WayStep): PlanStep | null {
  if (op.op !== 'bind' || op.bus !== 'pci') return null;
  const path = `/sys/bus/pci/devices/${op.name}/driver_override`;
  const wanted = op.driver === 'vfio-pci' ? 'vfio-pci' : '';
  const titleOf = (driver: string) =>
    driver === '' ? `Let any driver take ${op.name}` : `Let only ${driver} take ${op.name}`;
  const back = wanted === '' ? 'vfio-pci' : '';
  return {
    family: 'dsa',
    layer: 'active',
    title: titleOf(wanted),
    action: { kind: 'write', path, text: wanted },
    needs: ['No driver has the function.'],
    loses: [],
    reverse: [{ title: titleOf(back), action: { kind: 'write', path, text: back } }],
    irreversible: null,
    expect: [],
    refs,
  };
}

function notesOf(observed: DsaState, desired: DsaState, style: PlanOptions['style']): string[] {
  const notes: string[] = [];
  const waiting = desired.definitions.filter(
    ({ uuid }) => !observed.definitions.some((one) => one.uuid === uuid),
  );
  if (style === 'immediate' && waiting.length > 0)
    notes.push(
      'Some devices are only defined and not started, so nothing of them is changed now: that takes the persistent style.',
    );
  if (style !== 'immediate' && !observed.savedTold)
    notes.push(
      'The source does not tell what accel-config.conf holds; saving the settings replaces the whole file.',
    );
  if (style !== 'immediate' && desired.mdevs.some(({ definition }) => definition === 'auto'))
    notes.push(
      'mdevctl starts devices at boot as soon as their parent is there; the queues must have been made by accel-config before, so order the two services (DSA-M26). accel-config 3.5 and later does not know the type mdev.',
    );
  return notes;
}

function refused(style: PlanOptions['style'], blocks: readonly PlanBlock[]): Plan {
  return { style, steps: [], blocks, notes: [] };
}

export function planDsa(observed: DsaState, desired: DsaState, { style, restart }: PlanOptions): Plan {
  if (observed === desired) return { style, steps: [], blocks: [], notes: [] };
  const target = targetState(observed, desired, style);
  const untold = addressBlocks(observed);
  if (untold.length > 0) return refused(style, untold);
  const host = asWished(observed, desired);
  const blocks = style === 'persistent' ? [] : strategyBlocks(host, target);
  if (blocks.length > 0) return refused(style, blocks);
  const way = traceWay(host, target, new Set(restart));
  if (!way.ok) return refused(style, [wayBlock(observed, desired, way)]);
  const nameless = domainBlocks([desired, observed], way.steps);
  if (nameless.length > 0) return refused(style, nameless);
  const steps: PlanStep[] = [];
  const words = new LastWords();
  let state = host;
  let count = 0;
  for (const group of grouped(way.steps)) {
    count += group.length;
    const after = way.states[count - 1]!;
    const step = literal(state, after, way.end, group);
    if (step === null)
      return refused(style, [
        {
          family: 'dsa',
          rule: 'DSA-S1',
          message: `“${group[0]!.title}” has no file or command on any kernel, so there are no steps to run.`,
          refs: [part(observed.devices[0]?.name ?? 'dsa0')],
          unblock: [],
        },
      ]);
    const override = overrideStep(group[0]!);
    if (override !== null) steps.push(override);
    steps.push({ ...step, expect: words.after(state, after, step.expect) });
    state = after;
  }
  if (style !== 'immediate') steps.push(...persistentSteps(observed, target));
  const notes = steps.length === 0 ? [] : notesOf(observed, desired, style);
  return { style, steps, blocks: [], notes };
}
