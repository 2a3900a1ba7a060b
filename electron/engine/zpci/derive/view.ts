/** The renderer's view of a state: the state itself and what follows for each guest. */
import type { GuestAnswer, ZpciView } from '../../../../shared/zpci/view.ts';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { problemsView } from '../../problems-view.ts';
import { problems } from './problems.ts';

function answersOf(desired: ZpciState): readonly GuestAnswer[] {
  return desired.guests.map(({ id }) => ({ id, devices: [] }));
}

export function zpciView(observed: ZpciState, desired: ZpciState): ZpciView {
  return {
    observed,
    desired: desired === observed ? null : desired,
    answers: answersOf(desired),
    ...problemsView(problems(observed, desired)),
  };
}
