/** Registers the zPCI family with the engine, and answers the calls of shared/zpci/calls.ts. */
import { StudioError } from '../../../shared/errors.ts';
import type { ZPCI_CALLS } from '../../../shared/zpci/calls.ts';
import { fidText, type ZpciState } from '../../../shared/zpci/types.ts';
import type { FamilyRegistration } from '../families.ts';
import type { StateReader } from '../session/state-reader.ts';
import { answerCard } from './derive/answer.ts';
import { functionCard } from './derive/function-card.ts';
import { groupsCard } from './derive/groups.ts';
import { lifeRun } from './derive/life.ts';
import { listPage } from './derive/list.ts';
import { previewGesture } from './derive/preview.ts';
import { sourcesCard } from './derive/sources.ts';
import { zpciFamily } from './family.ts';

type Calls = typeof ZPCI_CALLS;
type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input']['_output'],
  ) => NonNullable<Calls[Name]['output']['type']>;
};

/** Between a question and its answer a thing can go; the renderer drops such answers. */
function there<Card>(card: Card | null, name: string): Card {
  if (card === null) throw new StudioError('not-found', `${name} is not there any more.`);
  return card;
}

function handlers(read: StateReader): Handlers {
  const states = (hostId: string) =>
    read(hostId, 'zpci') as { readonly observed: ZpciState; readonly desired: ZpciState };
  const desired = (hostId: string) => states(hostId).desired;
  return {
    'zpci.preview': ({ hostId, gesture }) => previewGesture(desired(hostId), gesture),
    'zpci.answer': ({ hostId, guest, device, whatIf }) =>
      there(answerCard(desired(hostId), guest, device, whatIf), device),
    'zpci.function': ({ hostId, fid }) => {
      const { observed, desired: wish } = states(hostId);
      return there(functionCard(observed, wish, fid), `Function ${fidText(fid)}`);
    },
    'zpci.sources': ({ hostId, fid }) => there(sourcesCard(desired(hostId), fid), `Function ${fidText(fid)}`),
    'zpci.groups': ({ hostId }) => groupsCard(desired(hostId)),
    'zpci.list': ({ hostId, guest, rspLen, token }) =>
      there(listPage(desired(hostId), guest, rspLen, token), 'The guest'),
    'zpci.life': ({ hostId, guest, device, life }) =>
      there(lifeRun(desired(hostId), guest, device, life), device),
  };
}

export const ZPCI_REGISTRATION: FamilyRegistration = { family: zpciFamily, queries: handlers };
