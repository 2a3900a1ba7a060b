/** The DSA family: Intel DSA and IAA work queues given to guests as mediated devices of idxd. */
import { type DsaEdit, dsaEditSchema } from '../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../shared/dsa/types.ts';
import type { Json } from '../../../shared/patches.ts';
import type { DsaView } from '../../../shared/view.ts';
import type { DeviceFamily } from '../family.ts';
import { problemsView } from '../problems-view.ts';
import { dsaCases } from './cases/runner.ts';
import { problems } from './derive/problems.ts';
import { applyEdit } from './edits.ts';
import { DSA_EXPORTS } from './export/exports.ts';
import { fromFile, toFile } from './file.ts';
import { observeDsa, wantsDsa } from './observe.ts';
import { dsaPlanning } from './plan/planning.ts';
import { DSA_RULES } from './rule-table/rule-table.ts';
import { dsaSummary } from './summary.ts';

export function dsaView(observed: DsaState, desired: DsaState): DsaView {
  return {
    observed,
    desired: desired === observed ? null : desired,
    ...problemsView(problems(observed, desired)),
  };
}

export const dsaFamily: DeviceFamily<DsaState, DsaEdit> = {
  id: 'dsa',
  title: 'DSA work queues',
  editSchema: dsaEditSchema,
  rules: DSA_RULES,
  wants: wantsDsa,
  observe: observeDsa,
  apply: applyEdit,
  problems,
  view: (observed, desired) => dsaView(observed, desired) as unknown as Json,
  summary: dsaSummary,
  toFile,
  fromFile,
  planning: dsaPlanning,
  exports: DSA_EXPORTS,
  cases: dsaCases,
};
