/** modprobe and rmmod of vfio_ap (ap.md 5.8). */
import { type ApState, QUEUE } from '../../../../../shared/ap/types.ts';
import { zeroizeNote } from '../../edit-notes.ts';
import { inLpar } from '../../kernel/masks.ts';
import { keptAsDefined } from '../definitions.ts';
import { lostRefs, type Outcome, runOp } from '../outcome.ts';
import { done, failed } from '../../../perform/outcome.ts';
import { applyOp } from '../../rules.ts';
import { listWords, plural } from '../../../words.ts';

/** Every mdev goes with its parent, and every queue of the module is left without a driver. */
function unload(state: ApState): Outcome {
  if (!state.vfioApLoaded) return done(state, { notes: ['vfio_ap is not loaded; nothing happens.'] });
  const running = state.mdevs.filter((mdev) => mdev.active && mdev.guest !== null);
  if (running.length > 0) {
    const who = listWords(running.map((mdev) => mdev.name));
    return failed(
      state,
      'EBUSY',
      'AP-C7',
      `vfio_ap cannot be unloaded while a guest has a device of it: ${who} ${running.length === 1 ? 'runs' : 'run'}.`,
      ['modprobe: FATAL: Module vfio_ap is in use.'],
    );
  }
  const resets = new Set<number>();
  let after = state;
  for (const mdev of state.mdevs.filter(({ active, type }) => active && type === 'passthrough')) {
    const removed = applyOp(after, { op: 'remove', mdev: mdev.id });
    after = keptAsDefined(after, removed.state, mdev.id);
    for (const apqn of removed.resets) resets.add(apqn);
  }
  const table = Uint8Array.from(after.queues.state);
  let freed = 0;
  for (const [apqn, value] of table.entries()) {
    if (value !== QUEUE.VFIO_AP) continue;
    table[apqn] = QUEUE.NO_DRIVER;
    freed++;
    if (inLpar(after, apqn)) resets.add(apqn);
  }
  const lost = [...resets].sort((left, right) => left - right);
  return done(
    { ...after, vfioApLoaded: false, queues: { ...after.queues, state: table } },
    {
      notes: [
        ...zeroizeNote(lost),
        ...(freed > 0 ? [`${plural(freed, 'queue is', 'queues are')} left without a driver.`] : []),
      ],
      lost: lostRefs(lost),
    },
  );
}

export function runModprobe(state: ApState, argv: readonly string[]): Outcome | null {
  const modules = argv.slice(1).filter((word) => !word.startsWith('-'));
  if (!modules.some((name) => name === 'vfio_ap' || name === 'vfio-ap')) return null;
  const removes = argv[0]?.endsWith('rmmod') || argv.some((word) => word === '-r' || word === '--remove');
  if (removes) return unload(state);
  if (state.vfioApLoaded) return done(state, { notes: ['vfio_ap is loaded already; nothing happens.'] });
  return runOp(state, { op: 'modprobe_vfio_ap' });
}
