/** Registers the DSA family with the engine, and answers the calls of shared/dsa/calls.ts. */
import type { DSA_CALLS } from '../../../shared/dsa/calls.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { FamilyRegistration } from '../families.ts';
import type { StateReader } from '../session/state-reader.ts';
import { dsaFamily } from './family.ts';

type Calls = typeof DSA_CALLS;
type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input']['_output'],
  ) => NonNullable<Calls[Name]['output']['type']>;
};

function handlers(_read: StateReader): Handlers {
  const missing = (): never => {
    throw new StudioError('not-found', 'Nothing is known of that yet.');
  };
  return {
    'dsa.preview': missing,
    'dsa.part': missing,
    'dsa.mdev': missing,
    'dsa.guests': missing,
    'dsa.play': missing,
  };
}

export const DSA_REGISTRATION: FamilyRegistration = { family: dsaFamily, queries: handlers };
