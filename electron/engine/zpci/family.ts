/** The zPCI family: PCI functions of IBM Z, given to guests whole, with the CLP answers QEMU composes for them. */
import { type ZpciEdit, zpciEditSchema } from '../../../shared/zpci/edits.ts';
import type { ZpciState } from '../../../shared/zpci/types.ts';
import type { Json } from '../../../shared/patches.ts';
import type { DeviceFamily } from '../family.ts';
import { zpciCases } from './cases/runner.ts';
import { problems } from './derive/problems.ts';
import { zpciView } from './derive/view.ts';
import { applyEdit } from './edits.ts';
import { ZPCI_EXPORTS } from './export/exports.ts';
import { fromFile, toFile } from './file.ts';
import { observeZpci, wantsZpci } from './observe.ts';
import { zpciPlanning } from './plan/planning.ts';
import { ZPCI_RULES } from './rule-table/rule-table.ts';
import { zpciSummary } from './summary.ts';

export const zpciFamily: DeviceFamily<ZpciState, ZpciEdit> = {
  id: 'zpci',
  title: 'zPCI functions',
  editSchema: zpciEditSchema,
  rules: ZPCI_RULES,
  wants: wantsZpci,
  observe: observeZpci,
  apply: applyEdit,
  problems,
  view: (observed, desired) => zpciView(observed, desired) as unknown as Json,
  summary: zpciSummary,
  toFile,
  fromFile,
  planning: zpciPlanning,
  exports: ZPCI_EXPORTS,
  cases: zpciCases,
};
