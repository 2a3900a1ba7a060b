/** Which of the ways of dsa.md 5 the host's guests get their queues by. */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import type { DsaState, StrategyId } from '../../../../shared/dsa/types.ts';
import { plural } from '../../words.ts';
import { done, fixOf, partRef, refuse, type Step } from './step.ts';

const NUMBERS: Readonly<Record<StrategyId, string>> = {
  user: 'S0',
  'mdev-hybrid': 'S1',
  'mdev-uuid': 'S2',
  'mdev-pull': 'S3',
  'push-vfio': 'S4',
  'push-vfio-create': 'S5',
  vdev: 'S6',
  devlink: 'S7',
  pf: 'S8',
};

export function ruleOfStrategy(strategy: StrategyId): string {
  return `DSA-${NUMBERS[strategy]}`;
}

/** What one strategy made, another cannot count or take back, so only a host without devices of guests changes it. */
export function setStrategy(state: DsaState, edit: DsaEditOf<'setStrategy'>): Step {
  if (edit.strategy === state.strategy) return done(state, 'Nothing changes: it is so already.');
  const others = state.mdevs.filter(({ strategy }) => strategy !== edit.strategy);
  if (others.length === 0) return done({ ...state, strategy: edit.strategy });
  const many = plural(others.length, 'device');
  return refuse(
    ruleOfStrategy(edit.strategy),
    `${many} of guests ${others.length === 1 ? 'was' : 'were'} made another way; remove ${others.length === 1 ? 'it' : 'them'} before the strategy changes.`,
    {
      because: others
        .slice(0, 16)
        .map(({ id }) => ({ text: `${id} was made another way.`, refs: [partRef(id)] })),
      fixes: others.some(({ running }) => running !== null)
        ? []
        : [
            fixOf(
              `Remove ${many} and change the strategy`,
              [...others.map(({ id }) => ({ family: 'dsa', op: 'removeMdev', mdev: id }) as const), edit],
              others.length === 1 ? 'Its guest loses it.' : 'Their guests lose them.',
            ),
          ],
    },
  );
}
