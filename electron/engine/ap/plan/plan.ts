/** From a host to a wish: ordered literal steps, each seen to work on the model, or what stands in the way. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Plan, PlanBlock, PlanOptions } from '../../../../shared/plan.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { PROFILE_RULES, rulesOf } from '../kernel/profiles.ts';
import { findMdev, sameMatrix } from '../model.ts';
import { listWords } from '../../words.ts';
import { planActive } from './active.ts';
import { block, conflictBlocks, lparBlocks, moduleBlocks, virtualBlocks } from './blocks.ts';
import { stateDifferences } from './differences.ts';
import { giveUpIdle } from './idle-first.ts';
import { planPersistent } from './persistent.ts';
import { targetState } from './target.ts';
import { Trail } from './trail.ts';

/** The host by the rules of the wish's kernel, with the wish's names for its guests. */
function asWished(observed: ApState, desired: ApState): ApState {
  const names = new Map(desired.mdevs.map((mdev) => [mdev.id, mdev]));
  const mdevs = observed.mdevs.map((mdev) => {
    const wish = names.get(mdev.id);
    return !wish || wish.name === mdev.name ? mdev : { ...mdev, name: wish.name };
  });
  const { profile, hasApConfig } = desired;
  const host = { ...observed, mdevs, profile, hasApConfig };
  return profile === observed.profile ? host : refreshShadows(host, ({ active }) => active);
}

function notesOf(observed: ApState, desired: ApState, { style }: PlanOptions): string[] {
  const notes: string[] = [];
  const { profile, hasApConfig } = desired;
  if (profile !== observed.profile || hasApConfig !== observed.hasApConfig)
    notes.push(
      `Planned by the rules of ${PROFILE_RULES[profile].title}, as chosen; the host was read as ${PROFILE_RULES[observed.profile].title}. If its kernel is another one, steps can fail.`,
    );
  const waiting = desired.mdevs.filter((mdev) => {
    const was = findMdev(observed, mdev.id);
    return !mdev.active && (!was || !sameMatrix(was.matrix, mdev.matrix) || was.defined !== mdev.defined);
  });
  if (style === 'immediate' && waiting.length > 0)
    notes.push(
      `${listWords(waiting.map(({ name }) => name))} ${waiting.length === 1 ? 'is' : 'are'} only defined and not started, so nothing of it is changed now: that takes the persistent style.`,
    );
  if (!rulesOf(desired).hostMasks && style !== 'immediate')
    notes.push('This kernel has no host masks: queues have to be bound by hand again after every boot.');
  if (style !== 'immediate' && desired.queues.overrides.size > 0 && rulesOf(desired).driverOverride)
    notes.push('A driver_override is gone after the next boot; nothing of the tools makes it last (AP-O4).');
  const unknown = [...observed.unknown].filter((fact) =>
    [
      'apmask',
      'aqmask',
      'mdevs',
      'matrix',
      'guests',
      'definitions',
      'persistentMasks',
      'vfioApLoaded',
    ].includes(fact),
  );
  if (unknown.length > 0)
    notes.push(
      `The source does not tell everything of the host (${listWords(unknown, 8)}); the plan takes what the picture shows. Read the host itself before you apply it.`,
    );
  return notes;
}

/** A host can show no difference from the target, or the plan is withdrawn: a wrong plan is worse than none. */
function verified(trail: Trail, target: ApState): PlanBlock[] {
  const told = (state: ApState): ApState => ({ ...state, unknown: new Set() });
  const differences = stateDifferences(told(target), told(trail.state));
  if (differences.length === 0) return [];
  return [
    block(
      'AP-M5',
      `No order of steps was found that ends in the wish. What would differ: ${differences.slice(0, 3).join(' ')}`,
    ),
  ];
}

function blocked(
  observed: ApState,
  desired: ApState,
  target: ApState,
  style: PlanOptions['style'],
): PlanBlock[] {
  return [
    ...virtualBlocks(observed, target),
    ...(style === 'persistent'
      ? []
      : [
          ...lparBlocks(observed, desired),
          ...moduleBlocks(observed, target),
          ...conflictBlocks(observed, desired, target),
        ]),
  ];
}

export function planAp(observed: ApState, desired: ApState, options: PlanOptions): Plan {
  const { style } = options;
  const notes = notesOf(observed, desired, options);
  const target = targetState(observed, desired, style);
  const refuse = (blocks: readonly PlanBlock[]): Plan => ({ style, steps: [], blocks, notes });
  const early = blocked(observed, desired, target, style);
  if (early.length > 0) return refuse(early);
  const host = asWished(observed, desired);
  const begin = new Trail(host, { watched: new Map(), wish: target, isNeeded: () => false });
  if (style === 'both') giveUpIdle(begin, target);
  const active =
    style === 'persistent'
      ? { trail: begin, blocks: [], notes: [] }
      : planActive(begin.state, target, new Set(options.restart));
  if (active.blocks.length > 0) return refuse(active.blocks);
  const { trail } = active;
  if (style !== 'immediate') planPersistent(trail, target);
  if (trail.block !== null) return refuse([trail.block]);
  const late = verified(trail, target);
  return late.length > 0
    ? refuse(late)
    : {
        style,
        steps: begin === trail ? trail.steps : [...begin.steps, ...trail.steps],
        blocks: [],
        notes: [...notes, ...active.notes],
      };
}
