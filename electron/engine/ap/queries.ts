/** Registers the AP family with the engine, and answers the calls of shared/ap/calls.ts. */
import type { AP_CALLS } from '../../../shared/ap/calls.ts';
import type { ApState, Mdev } from '../../../shared/ap/types.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { FamilyRegistration } from '../families.ts';
import type { StateReader } from '../session/state-reader.ts';
import { apFamily } from './family.ts';
import { findMdev } from './model.ts';
import { sysfsFiles } from './derive/files.ts';
import { guestCard, guestSummary } from './derive/guest-card.ts';
import { previewGesture } from './derive/preview.ts';
import { profileCards } from './derive/profile-cards.ts';
import { queueCard } from './derive/queue-card.ts';
import { checkMapping } from './virtual/virtual-check.ts';
import { runVirtual } from './virtual/virtual-run.ts';

type Calls = typeof AP_CALLS;
type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input']['_output'],
  ) => NonNullable<Calls[Name]['output']['type']>;
};

/** Between a question and its answer a guest can go; the renderer drops such answers. */
function guestOf(state: ApState, id: string): Mdev {
  const found = findMdev(state, id);
  if (!found) throw new StudioError('not-found', 'This guest is not there any more.');
  return found;
}

function handlers(read: StateReader): Handlers {
  const states = (hostId: string) =>
    read(hostId, 'ap') as { readonly observed: ApState; readonly desired: ApState };
  return {
    'ap.preview': ({ hostId, gesture }) => previewGesture(states(hostId).desired, gesture),
    'ap.queue': ({ hostId, apqn }) => {
      const { observed, desired } = states(hostId);
      return queueCard(observed, desired, apqn);
    },
    'ap.guest': ({ hostId, mdev }) => {
      const { observed, desired } = states(hostId);
      return guestCard(desired, guestOf(desired, mdev), observed);
    },
    'ap.guests': ({ hostId }) => {
      const { desired } = states(hostId);
      return desired.mdevs.map((mdev) => guestSummary(desired, mdev));
    },
    'ap.files': ({ hostId, mdevs }) => {
      const { observed, desired } = states(hostId);
      return sysfsFiles(observed, desired, mdevs);
    },
    'ap.profiles': ({ hostId }) => profileCards(states(hostId).desired),
    'ap.virtualCheck': ({ hostId, mdev, axis, value }) => {
      const { desired } = states(hostId);
      return checkMapping(desired, guestOf(desired, mdev), axis, value);
    },
    'ap.virtualRun': ({ hostId, mdev, apqn, policy, requests, unusable }) => {
      const { desired } = states(hostId);
      return runVirtual(desired, guestOf(desired, mdev), apqn, policy, requests, unusable);
    },
  };
}

export const AP_REGISTRATION: FamilyRegistration = {
  family: apFamily,
  queries: handlers,
};
