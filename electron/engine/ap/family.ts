/** The AP family: IBM Z crypto queues passed through by vfio_ap. */
import { type ApEdit, apEditSchema } from '../../../shared/ap/edits.ts';
import { apDelta, packAp } from '../../../shared/ap/packed.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import type { Json } from '../../../shared/patches.ts';
import type { ApView } from '../../../shared/view.ts';
import type { DeviceFamily } from '../family.ts';
import { problemsView } from '../problems-view.ts';
import { recognises, runCase } from './cases/runner.ts';
import { applyEdit } from './edits.ts';
import { fromFile, toFile } from './file.ts';
import { observeApInTurns, wantsAp } from './observe.ts';
import { problems } from './derive/problems.ts';
import { AP_EXPORTS } from './export/exports.ts';
import { apPlanning } from './plan/planning.ts';
import { AP_RULES } from './rule-table/rule-table.ts';
import { apSummary } from './summary.ts';

export function apView(observed: ApState, desired: ApState): ApView {
  const packed = packAp(observed);
  return {
    observed: packed,
    desired: apDelta(packed, observed === desired ? packed : packAp(desired)),
    ...problemsView(problems(observed, desired)),
  };
}

export const apFamily: DeviceFamily<ApState, ApEdit> = {
  id: 'ap',
  title: 'Crypto (AP)',
  editSchema: apEditSchema,
  rules: AP_RULES,
  wants: wantsAp,
  observe: observeApInTurns,
  apply: applyEdit,
  problems,
  view: (observed, desired) => apView(observed, desired) as unknown as Json,
  summary: apSummary,
  toFile,
  fromFile,
  planning: apPlanning,
  exports: AP_EXPORTS,
  cases: { recognises, run: runCase },
};
