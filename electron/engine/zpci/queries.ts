/** Registers the zPCI family with the engine, and answers the calls of shared/zpci/calls.ts. */
import type { ZPCI_CALLS } from '../../../shared/zpci/calls.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { FamilyRegistration } from '../families.ts';
import type { StateReader } from '../session/state-reader.ts';
import { zpciFamily } from './family.ts';

type Calls = typeof ZPCI_CALLS;
type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input']['_output'],
  ) => NonNullable<Calls[Name]['output']['type']>;
};

function notYet(): never {
  throw new StudioError('bad-request', 'Not answered.');
}

function handlers(_read: StateReader): Handlers {
  return {
    'zpci.preview': notYet,
    'zpci.answer': notYet,
    'zpci.function': notYet,
    'zpci.sources': notYet,
    'zpci.groups': notYet,
    'zpci.list': notYet,
    'zpci.life': notYet,
  };
}

export const ZPCI_REGISTRATION: FamilyRegistration = { family: zpciFamily, queries: handlers };
