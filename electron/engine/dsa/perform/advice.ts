/** What a reader should know of a host that a script leaves: what is only half there, and what does not last (dsa.md 8). */
import { type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import { listWords } from '../../words.ts';
import type { Advice } from '../../perform/outcome.ts';
import { findDifferences } from '../plan/differences.ts';

/** 8.8: up before, down and bare now. */
function leftDown(before: DsaState, after: DsaState): Advice[] {
  const names = after.devices.flatMap((device, at) => {
    const was = before.devices[at];
    if (was === undefined || was === device) return [];
    return device.wqs.flatMap((wq, index) =>
      wq.state === 'disabled' && wq.type === 'none' && was.wqs[index]?.state !== 'disabled'
        ? [wqName(device, index)]
        : [],
    );
  });
  if (names.length === 0) return [];
  return [
    {
      rule: 'DSA-M8',
      text: `${listWords(names)} ${names.length === 1 ? 'was' : 'were'} enabled before and ${names.length === 1 ? 'is' : 'are'} left disabled, with the settings forgotten.`,
    },
  ];
}

function orphans(before: DsaState, after: DsaState): Advice[] {
  const known = new Set(before.mdevs.filter(({ orphan }) => orphan).map(({ id }) => id));
  const ids = after.mdevs.filter(({ id, orphan }) => orphan && !known.has(id)).map(({ id }) => id);
  if (ids.length === 0) return [];
  const text = `${listWords(ids)} lost ${ids.length === 1 ? 'its queue' : 'their queues'} and can only be removed; remove mediated devices before their queue is unbound.`;
  return [{ rule: 'DSA-O23', text }];
}

function notLasting(before: DsaState, after: DsaState): Advice[] {
  const known = new Set(before.mdevs.map(({ id }) => id));
  const fresh = after.mdevs.filter(
    ({ id, strategy, definition }) => strategy.startsWith('mdev-') && definition === null && !known.has(id),
  );
  const advice: Advice[] = [];
  if (fresh.length > 0)
    advice.push({
      rule: 'DSA-M26',
      text: `${listWords(fresh.map(({ id }) => id))} ${fresh.length === 1 ? 'has' : 'have'} no definition and ${fresh.length === 1 ? 'is' : 'are'} gone after the next boot; mdevctl define keeps ${fresh.length === 1 ? 'it' : 'them'}.`,
    });
  const isChanged = findDifferences(before, after).some(
    ({ layer, what }) => layer === 'active' && what !== 'place' && what !== 'guest',
  );
  if (isChanged && before.saved === after.saved)
    advice.push({
      rule: 'DSA-O20',
      text: 'What changed of devices and queues is gone after the next boot: accel-config save-config keeps it in /etc/accel-config/accel-config.conf (queues of type mdev are saved as none by 3.5 and later, DSA-M23).',
    });
  return advice;
}

export function adviceOnEnd(before: DsaState, after: DsaState): readonly Advice[] {
  if (before === after) return [];
  return [...leftDown(before, after), ...orphans(before, after), ...notLasting(before, after)];
}
