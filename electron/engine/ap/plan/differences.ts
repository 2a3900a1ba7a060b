import type { ApState } from '../../../../shared/ap/types.ts';

export function stateDifferences(_left: ApState, _right: ApState): readonly string[] {
  throw new Error('to be built');
}
