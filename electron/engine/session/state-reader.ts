/** How a family's queries reach the states of a host, without knowing the session. */
import { StudioError } from '../../../shared/errors.ts';
import type { FamilyStates } from '../workspace/document.ts';
import type { Session } from './session.ts';

/** Throws StudioError `not-found` when the host is gone or shows no sign of the family. */
export type StateReader = (hostId: string, familyId: string) => FamilyStates;

export function stateReader(session: Session): StateReader {
  return (hostId, familyId) => {
    const host = session.host(hostId);
    const states = host.families.get(familyId);
    if (!states) throw new StudioError('not-found', `${host.name} has no devices of that family.`);
    return states;
  };
}
