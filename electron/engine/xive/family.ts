/** The XIVE family: ESB pages of a POWER guest, and what becomes of them when devices are passed through. */
import type { Json } from '../../../shared/patches.ts';
import { type XiveEdit, xiveEditSchema } from '../../../shared/xive/edits.ts';
import type { XiveState } from '../../../shared/xive/types.ts';
import type { DeviceFamily } from '../family.ts';
import { xiveCases } from './cases/runner.ts';
import { problems } from './derive/problems.ts';
import { xiveView } from './derive/view.ts';
import { applyEdit } from './edits.ts';
import { XIVE_EXPORTS } from './export/exports.ts';
import { fromFile, toFile } from './file.ts';
import { observeXive, unreadableXive, wantsXive } from './observe.ts';
import { XIVE_RULES } from './rule-table/rule-table.ts';
import { xiveSummary } from './summary.ts';

/** No planning: a study is a story in time, there is no wish to be brought about on a host. */
export const xiveFamily: DeviceFamily<XiveState, XiveEdit> = {
  id: 'xive',
  title: 'XIVE ESB pages',
  editSchema: xiveEditSchema,
  rules: XIVE_RULES,
  wants: wantsXive,
  observe: observeXive,
  unreadable: unreadableXive,
  apply: applyEdit,
  problems,
  view: (observed, desired) => xiveView(observed, desired) as unknown as Json,
  summary: xiveSummary,
  toFile,
  fromFile,
  planning: null,
  exports: XIVE_EXPORTS,
  cases: xiveCases,
};
