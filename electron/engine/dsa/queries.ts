/** Registers the DSA family with the engine, and answers the calls of shared/dsa/calls.ts. */
import type { DSA_CALLS } from '../../../shared/dsa/calls.ts';
import type { DsaState } from '../../../shared/dsa/types.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { FamilyRegistration } from '../families.ts';
import type { StateReader } from '../session/state-reader.ts';
import { guestOverviews } from './derive/guests.ts';
import { mdevCard } from './derive/mdev-card.ts';
import { partCard } from './derive/part-card.ts';
import { previewGesture } from './derive/preview.ts';
import { dsaFamily } from './family.ts';
import { playStrategy } from './strategies/play.ts';

type Calls = typeof DSA_CALLS;
type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input']['_output'],
  ) => NonNullable<Calls[Name]['output']['type']>;
};

/** Between a question and its answer a part can go; the renderer drops such answers. */
function there<Card>(card: Card | null, name: string): Card {
  if (card === null) throw new StudioError('not-found', `${name} is not there any more.`);
  return card;
}

function handlers(read: StateReader): Handlers {
  const states = (hostId: string) =>
    read(hostId, 'dsa') as { readonly observed: DsaState; readonly desired: DsaState };
  return {
    'dsa.preview': ({ hostId, gesture }) => previewGesture(states(hostId).desired, gesture),
    'dsa.part': ({ hostId, part }) => {
      const { observed, desired } = states(hostId);
      return there(partCard(observed, desired, part), part);
    },
    'dsa.mdev': ({ hostId, mdev }) => there(mdevCard(states(hostId).desired, mdev), mdev),
    'dsa.guests': ({ hostId }) => guestOverviews(states(hostId).desired),
    'dsa.play': playStrategy,
  };
}

export const DSA_REGISTRATION: FamilyRegistration = { family: dsaFamily, queries: handlers };
