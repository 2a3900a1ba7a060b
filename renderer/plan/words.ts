/** Sentences about plans that several panels say alike. Pure. */
import type { ChangeGroup, DriftRow, Loss, PlanStep, PlanStyle, StepAnswer } from '../../shared/plan.ts';

export function counted(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}

export function changeCount(groups: readonly ChangeGroup[] | null): number {
  return (groups ?? []).reduce((sum, group) => sum + group.lines.length, 0);
}

export const STYLES: readonly { readonly value: PlanStyle; readonly label: string; readonly hint: string }[] =
  [
    {
      value: 'immediate',
      label: 'Immediate',
      hint: 'What runs now changes, through sysfs. The next boot forgets it.',
    },
    {
      value: 'persistent',
      label: 'Persistent',
      hint: 'What the next boot brings changes, through chzdev and mdevctl. What runs now stays.',
    },
    { value: 'both', label: 'Both', hint: 'First what runs now, then what the next boot brings.' },
  ];

/** Every loss of a plan once, with the steps (1-based) that bring it. */
export interface CountedLoss {
  readonly loss: Loss;
  readonly steps: readonly number[];
}

export function lossesOf(steps: readonly Pick<PlanStep, 'loses'>[]): readonly CountedLoss[] {
  const byText = new Map<string, { readonly loss: Loss; readonly steps: number[] }>();
  steps.forEach(({ loses }, at) => {
    for (const loss of loses) {
      const entry = byText.get(loss.text) ?? { loss, steps: [] };
      entry.steps.push(at + 1);
      byText.set(loss.text, entry);
    }
  });
  return [...byText.values()];
}

/** Longer values are read in the detail. */
const SHORT_VALUE = 40;

/** The last part of a path; of a UUID its beginning. */
function shortName(path: string): string {
  const name = path.split('/').at(-1) ?? path;
  return name.length > 24 ? `${name.slice(0, 8)}…` : name;
}

/** What a rehearsed or applied step showed, in one line: a value read back, the shortest that says something, or what failed. */
export function answerWords(answer: StepAnswer): string {
  if (!answer.ok)
    return [answer.errno, answer.message].filter(Boolean).join(': ') || 'Did not answer as planned.';
  const short = answer.readBack.findLast(
    ({ got }) => got !== null && got.trimEnd().length <= SHORT_VALUE && !/\S\s*\n\s*\S/.test(got),
  );
  const shown = short ?? answer.readBack.at(-1);
  if (shown === undefined) return answer.output.at(-1) ?? '';
  const { expectation, got } = shown;
  const name = shortName(expectation.path);
  if (expectation.kind === 'absent') return `${name} is gone`;
  if (expectation.kind === 'present') return `${name} is there`;
  if (expectation.kind === 'line' || expectation.kind === 'lacks') return `${name}, as planned`;
  if (expectation.kind === 'link') return got === null ? `${name} is gone` : `${name} → ${got}`;
  const lines = (got ?? '').trimEnd().split('\n');
  if (lines.length > 1) return `${name}: ${counted(lines.length, 'line')}, as planned`;
  return lines[0]!.length > SHORT_VALUE ? `${name}, as planned` : `${name} = ${lines[0]}`;
}

/** What is not told may be the same or not: it is counted apart. */
export function differWords(rows: readonly Pick<DriftRow, 'state'>[]): string {
  const unknown = rows.filter(({ state }) => state === 'unknown').length;
  const differ = rows.filter(({ state }) => state === 'drift' || state === 'pending').length;
  const told = `${differ === 0 ? 'None' : differ} of ${rows.length} ${differ === 1 ? 'differs' : 'differ'}`;
  return unknown === 0 ? `${told}.` : `${told}; of ${unknown} it is not told.`;
}
