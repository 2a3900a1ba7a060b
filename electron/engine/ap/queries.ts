/** Registers the AP family with the engine, and answers the calls of shared/ap/calls.ts. */
import type { AP_CALLS } from '../../../shared/ap/calls.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { FamilyRegistration } from '../families.ts';
import type { StateReader } from '../session/state-reader.ts';
import { apFamily } from './family.ts';
import { findMdev } from './model.ts';
import { releaseAlternatives } from './plan/planner.ts';
import { previewGesture } from './derive/preview.ts';
import { queueCard } from './derive/queue-card.ts';
import { runVirtual } from './virtual/virtual-run.ts';

type Calls = typeof AP_CALLS;
type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input']['_output'],
  ) => NonNullable<Calls[Name]['output']['type']>;
};

function handlers(read: StateReader): Handlers {
  const states = (hostId: string) =>
    read(hostId, 'ap') as { readonly observed: ApState; readonly desired: ApState };
  return {
    'ap.preview': ({ hostId, gesture }) => previewGesture(states(hostId).desired, gesture),
    'ap.queue': ({ hostId, apqn }) => {
      const { observed, desired } = states(hostId);
      return queueCard(observed, desired, apqn);
    },
    'ap.release': ({ hostId, cells }) => releaseAlternatives(states(hostId).desired, cells),
    'ap.virtualRun': ({ hostId, mdev, apqn, policy, requests, unusable }) => {
      const { desired } = states(hostId);
      const found = findMdev(desired, mdev);
      if (!found) throw new StudioError('not-found', 'This guest is not there any more.');
      return runVirtual(desired, found, apqn, policy, requests, unusable);
    },
  };
}

export const AP_REGISTRATION: FamilyRegistration = {
  family: apFamily,
  queries: handlers,
};
