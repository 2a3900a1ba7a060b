/** An accel-config file as the wish of the devices it names (dsa.md 6.1). */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { configWish } from '../config/settled.ts';
import { readAccelConfig } from '../config/read-config.ts';
import { findWay } from '../plan/find-way.ts';
import { priceOf } from './price.ts';
import { done, fixOf, refuse, type Step } from './step.ts';

export function loadConfig(state: DsaState, edit: DsaEditOf<'loadConfig'>): Step {
  const read = readAccelConfig(edit.text);
  if (!read.ok) return refuse('DSA-M10', `${read.why} Correct the file, then load it again.`);
  const wish = configWish(state, read.devices, edit.text);
  const way = findWay(state, wish.state, 'all');
  if (!way.ok)
    return refuse(way.rule, way.message, {
      errno: way.errno,
      because: way.refs.length === 0 ? [] : [{ text: way.message, refs: way.refs }],
    });
  const notes = [...read.notes, ...wish.notes];
  const price = priceOf(state, way);
  if (price.length > 0 && !edit.through)
    return refuse(
      'DSA-M12',
      'The file changes what is in use, so devices or queues have to be taken down and up again for it.',
      {
        errno: 'EPERM',
        because: price.map((text) => ({ text, refs: [] })),
        fixes: [
          fixOf(
            'Load it with what is in use taken down and up again',
            [{ ...edit, through: true }],
            price.join(' '),
          ),
        ],
      },
    );
  return done(way.end, ...notes, ...price);
}
