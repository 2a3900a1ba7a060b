/** A host that was read again, with the wish it had. */
import type { DeviceFamily } from '../family.ts';
import type { HostDocument } from '../workspace/document.ts';

/**
 * `host` with what `now` shows. The wish is written out before, lasting layer included: what it left to be derived from
 * the old reading must not be derived from the new one. A host without a wish gets none.
 */
export function readAgain(
  families: readonly DeviceFamily[],
  host: HostDocument,
  now: HostDocument,
): HostDocument {
  const states = new Map(host.families);
  for (const [id, { observed: read }] of now.families) {
    const had = host.families.get(id);
    const planning = families.find((family) => family.id === id)?.planning;
    const observed = had ? (planning?.carryOver?.(read, had.desired) ?? read) : read;
    if (!had || had.desired === had.observed) states.set(id, { observed, desired: observed });
    else {
      const desired = planning?.target(had.observed, had.desired, 'both') ?? had.desired;
      states.set(id, { observed, desired });
    }
  }
  const { source, kernel, machine, findings } = now;
  return { ...host, source, kernel, machine, findings, families: states };
}
