/** Which of the ways of dsa.md 5 the host's guests get their queues by. */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import { strategyOf } from '../../../../shared/dsa/strategies.ts';
import type { DsaMdev, DsaState, StrategyId } from '../../../../shared/dsa/types.ts';
import { plural } from '../../words.ts';
import { phraseOf } from './fix-words.ts';
import { guestName } from './parts.ts';
import { removalFix } from './removal-fix.ts';
import { done, guestRef, partRef, refuse, type Step } from './step.ts';

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

/**
 * Whether one kernel can have devices made one way while another way is chosen for what is given next (dsa.md 5, table):
 * user queues and vfio-pci are of mainline and in nobody's way, and S5 adds a file to what S4 has. S2 and S3 change the
 * very mdev driver that S1 has, and S5 the binding of shared queues.
 */
function canStay({ strategy: made }: DsaMdev, next: StrategyId): boolean {
  if (made === 'pf') return true;
  if (made === 'push-vfio' && next === 'push-vfio-create') return true;
  const changesDriver = made === 'mdev-uuid' || made === 'push-vfio-create';
  return !changesDriver && (next === 'user' || next === 'pf');
}

/** The strategy is how the next device is given; what was made stays where one kernel can have both. */
export function setStrategy(state: DsaState, edit: DsaEditOf<'setStrategy'>): Step {
  if (edit.strategy === state.strategy) return done(state, 'Nothing changes: it is so already.');
  const made = state.mdevs.filter(({ strategy }) => strategy !== edit.strategy);
  const others = made.filter((mdev) => !canStay(mdev, edit.strategy));
  if (others.length === 0)
    return done(
      { ...state, strategy: edit.strategy },
      ...(made.length === 0
        ? []
        : [
            `${plural(made.length, 'device')} of guests ${made.length === 1 ? 'stays as it was' : 'stay as they were'} made; only what is given next is made the new way.`,
          ]),
    );
  const one = others.length === 1;
  const nameless = others.some(({ running, guest }) => running !== null && guest === null);
  return refuse(
    ruleOfStrategy(edit.strategy),
    `${plural(others.length, 'device')} of guests ${one ? 'was' : 'were'} made another way, and no kernel has both ways. Remove ${one ? 'it' : 'them'} before the strategy changes.${nameless ? ' A guest runs that nothing tells: stop it on the host and read the host again.' : ''}`,
    {
      because: others.slice(0, 16).map(({ id, strategy, guest }) => ({
        text: `${guest === null ? id : `${guestName(state, guest)} has ${id}, which`} was made by “${strategyOf(strategy).title}”.`,
        refs: [partRef(id), ...(guest === null ? [] : [guestRef(guest)])],
      })),
      fixes: [removalFix(state, others, phraseOf(state, edit), edit)],
    },
  );
}
