/** Registers the XIVE family with the engine, and answers the calls of shared/xive/calls.ts. */
import { StudioError } from '../../../shared/errors.ts';
import type { XIVE_CALLS } from '../../../shared/xive/calls.ts';
import type { XiveState } from '../../../shared/xive/types.ts';
import type { FamilyRegistration } from '../families.ts';
import type { StateReader } from '../session/state-reader.ts';
import { momentAt } from './derive/moment.ts';
import { xiveFamily } from './family.ts';

type Calls = typeof XIVE_CALLS;
type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input']['_output'],
  ) => NonNullable<Calls[Name]['output']['type']>;
};

function notYet(): never {
  throw new StudioError('bad-request', 'Not answered.');
}

function handlers(read: StateReader): Handlers {
  const desired = (hostId: string) => read(hostId, 'xive').desired as XiveState;
  return {
    'xive.moment': ({ hostId, place }) => momentAt(desired(hostId), place),
    'xive.timeline': notYet,
    'xive.trace': notYet,
    'xive.preview': notYet,
    'xive.sources': notYet,
    'xive.source': notYet,
    'xive.page': notYet,
    'xive.compare': notYet,
    'xive.under': notYet,
    'xive.set-up': notYet,
    'xive.check-set-up': notYet,
    'xive.write': notYet,
  };
}

export const XIVE_REGISTRATION: FamilyRegistration = { family: xiveFamily, queries: handlers };
