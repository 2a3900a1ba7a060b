/** Where two queue tables differ: every step asks, so that it is looked for in one plain loop over 65,536 bytes. */
import type { QueueTable } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';

/** Cells whose value differs, ascending. Tables of one host number its drivers alike. */
export function changedQueues(left: QueueTable, right: QueueTable): readonly Apqn[] {
  if (left.state === right.state) return [];
  const [was, is] = [left.state, right.state];
  const changed: Apqn[] = [];
  for (let apqn = 0; apqn < is.length; apqn++) if (was[apqn] !== is[apqn]) changed.push(apqn);
  return changed;
}
