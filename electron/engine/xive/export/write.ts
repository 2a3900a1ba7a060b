/** A branch as a text of its own: scenario, trace, calls. */
import type { WrittenText } from '../../../../shared/xive/cards.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import { safeNames } from '../../export/safe-names.ts';
import { callsText } from './calls-text.ts';
import { scenarioText } from './scenario-text.ts';
import { traceText } from './trace-text.ts';

export type WrittenFormat = 'scenario' | 'trace' | 'calls';

const ENDINGS: Readonly<Record<WrittenFormat, string>> = {
  scenario: '.json',
  trace: '-trace.txt',
  calls: '-calls.txt',
};

export const WRITTEN_NOTES: Readonly<Record<WrittenFormat, string>> = {
  scenario: 'It opens again as a scenario, and studio cases plays it against the state it ends with.',
  trace: 'What the model kernel does step by step; times are none, since the model has no clock.',
  calls: 'It is to be read, not to be run: addresses are those of the model.',
};

function textOf(branch: Branch, format: WrittenFormat): string {
  if (format === 'scenario') return scenarioText([branch], `The branch ${branch.name} of a XIVE study.`);
  return format === 'trace' ? traceText(branch) : callsText(branch);
}

export function writeBranch(branch: Branch, format: WrittenFormat): WrittenText {
  const [name] = safeNames([branch.name]);
  return { name: `${name}${ENDINGS[format]}`, text: textOf(branch, format), notes: [WRITTEN_NOTES[format]] };
}

/** A file for each branch, names told apart. */
export function writeEach(branches: readonly Branch[], format: WrittenFormat): readonly WrittenText[] {
  const names = safeNames(branches.map(({ name }) => name));
  return branches.map((branch, index) => ({
    ...writeBranch(branch, format),
    name: `${names[index]}${ENDINGS[format]}`,
  }));
}
