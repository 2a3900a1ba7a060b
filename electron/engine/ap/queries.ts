/** The AP family as the engine registers it: the family itself and the handlers of shared/ap/calls.ts. */
import type { AP_CALLS } from '../../../shared/ap/calls.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { FamilyRegistration } from '../families.ts';
import type { Handler } from '../session/dispatch.ts';
import type { StateReader } from '../session/state-reader.ts';
import { apFamily } from './family.ts';
import { releaseAlternatives } from './planner.ts';

type ApHandlers = { readonly [Name in keyof typeof AP_CALLS]: Handler<Name> };

interface ApStates {
  readonly observed: ApState;
  readonly desired: ApState;
}

function apQueries(read: StateReader): ApHandlers {
  // Only this family puts states under its id.
  const states = (hostId: string) => read(hostId, apFamily.id) as ApStates;
  const notYet = () => {
    throw new StudioError('not-found', 'This is not there yet.');
  };
  return {
    'ap.preview': notYet,
    'ap.queue': notYet,
    'ap.release': ({ hostId, cells }) => releaseAlternatives(states(hostId).desired, cells),
    'ap.virtualRun': notYet,
  };
}

export const AP_REGISTRATION: FamilyRegistration = { family: apFamily, queries: apQueries };
