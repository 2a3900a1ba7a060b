/** What a step promised against what the target shows. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expectation, ReadBack, StepAction } from '../../../shared/plan.ts';
import type { Look, Target } from './target.ts';

export interface Patience {
  /** Drivers bind and guests stop in their own time. */
  readonly slowMilliseconds: number;
  readonly pauseMilliseconds: number;
}

export const PATIENCE: Patience = { slowMilliseconds: 10_000, pauseMilliseconds: 150 };

function shown(look: Look, expectation: Expectation): string | null {
  if (look.kind === 'absent') return null;
  if (look.kind === 'unreadable') return `(unreadable: ${look.why})`;
  if (look.kind === 'folder') return '(folder)';
  if (look.kind === 'text') return look.text.trimEnd();
  return 'text' in expectation && look.text !== null
    ? look.text.trimEnd()
    : (look.target.split('/').findLast((part) => part !== '') ?? look.target);
}

function isMet(look: Look, got: string | null, expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'present':
      return look.kind !== 'absent';
    case 'absent':
      return look.kind === 'absent';
    case 'text':
      return (look.kind === 'text' || look.kind === 'link') && got === expectation.text.trimEnd();
    case 'line':
      return got?.split('\n').includes(expectation.text) ?? false;
    case 'lacks':
      return look.kind === 'absent' || (look.kind !== 'unreadable' && !got?.includes(expectation.text));
    case 'link':
      return expectation.name === null
        ? look.kind === 'absent'
        : look.kind === 'link' && got === expectation.name;
  }
}

async function readOne(target: Target, expectation: Expectation): Promise<ReadBack> {
  const look = await target.look(expectation.path);
  const got = shown(look, expectation);
  return { expectation, got, ok: isMet(look, got, expectation) };
}

/** A queue changes its driver, and a guest its state, after the write that asked for it has returned. */
function isSlow(expectation: Expectation, action: StepAction): boolean {
  if (expectation.kind === 'link') return true;
  return action.kind === 'run' && action.commands.some(({ argv }) => argv[0]?.endsWith('virsh'));
}

/** Reads until what was promised is there, as long as waiting makes sense: two tries, or seconds for slow things. */
export async function readBack(
  target: Target,
  expectations: readonly Expectation[],
  action: StepAction,
  { slowMilliseconds, pauseMilliseconds }: Patience,
): Promise<readonly ReadBack[]> {
  const answers: ReadBack[] = [];
  for (const expectation of expectations) {
    const waits = target.mode !== 'stand-in' && isSlow(expectation, action) ? slowMilliseconds : 0;
    const deadline = performance.now() + waits;
    let answer = await readOne(target, expectation);
    for (let tries = 1; !answer.ok && (tries < 2 || performance.now() < deadline); tries++) {
      await sleep(pauseMilliseconds);
      answer = await readOne(target, expectation);
    }
    answers.push(answer);
  }
  return answers;
}

function wanted(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'present':
      return 'it was expected to be there';
    case 'absent':
      return 'it was expected to be gone';
    case 'text':
      return `${JSON.stringify(expectation.text.trimEnd())} was expected`;
    case 'line':
      return `the line ${JSON.stringify(expectation.text)} was expected`;
    case 'lacks':
      return `${JSON.stringify(expectation.text)} was expected to be gone from it`;
    case 'link':
      return expectation.name === null
        ? 'no such link was expected'
        : `a link to ${expectation.name} was expected`;
  }
}

/** `/sys/… shows "x"; "y" was expected.` for each that is not met. */
export function readBackSentences(answers: readonly ReadBack[]): string[] {
  return answers
    .filter(({ ok }) => !ok)
    .map(({ expectation, got }) => {
      const is = got === null ? 'is not there' : `shows ${JSON.stringify(got)}`;
      return `${expectation.path} ${is}; ${wanted(expectation)}.`;
    });
}
