/** Steps, blocks and answers as lines for a terminal. */
import { quoteShell } from '../engine/export/quote-shell.ts';
import { isLostForGood } from '../../shared/losses.ts';
import type { Refusal } from '../../shared/findings.ts';
import { print } from './command.ts';
import { readBackSentences } from '../engine/apply/read-back.ts';
import type { Plan, PlanBlock, PlanStep, StepAction, StepAnswer } from '../../shared/plan.ts';

/** What an `echo` of some shell reads as an option or an escape. */
const ECHO_CHANGES = /^-[neE]+$|\\/;

/** The exact write or commands, as one would type them. */
export function actionLines(action: StepAction): string[] {
  if (action.kind === 'write') {
    const program = ECHO_CHANGES.test(action.text) ? String.raw`printf '%s\n'` : 'echo';
    return [`${program} ${quoteShell(action.text)} > ${quoteShell(action.path)}`];
  }
  return action.commands.flatMap(({ argv, stdin }) => {
    const line = argv.map(quoteShell).join(' ');
    return stdin === null ? [line] : [`${line} <<'END'`, ...stdin.replace(/\n$/, '').split('\n'), 'END'];
  });
}

function stepLines(step: PlanStep, index: number): string[] {
  const undo = step.reverse.flatMap(({ action }) => actionLines(action));
  return [
    `${index + 1}. ${step.title}`,
    ...actionLines(step.action).map((line) => `     ${line}`),
    ...step.needs.map((text) => `   needs: ${text}`),
    ...step.loses.map((loss) => `   ${isLostForGood(loss) ? 'loses' : 'takes'}: ${loss.text}`),
    ...(step.irreversible === null
      ? undo.map((line, at) => `   ${at === 0 ? 'undo: ' : '      '} ${line}`)
      : [`   no way back: ${step.irreversible}`]),
  ];
}

function blockLines({ rule, message, unblock }: PlanBlock): string[] {
  return [
    `blocked by ${rule}: ${message}`,
    ...unblock.map(({ label, detail, restart }) => {
      const how = restart.length > 0 ? ` (${restart.map((id) => `--restart ${id}`).join(' ')})` : '';
      return `   would help: ${label}${detail === undefined ? '' : `. ${detail}`}${how}`;
    }),
  ];
}

export function planLines({ steps, blocks, notes }: Plan): string[] {
  const nothing = steps.length === 0 && blocks.length === 0 ? ['Nothing to do: the host is as wished.'] : [];
  return [
    ...nothing,
    ...blocks.flatMap(blockLines),
    ...steps.flatMap(stepLines),
    ...notes.map((text) => `note: ${text}`),
  ];
}

/** What a model or a host answered to one step. */
export function answerLines(answer: StepAnswer): string[] {
  const failed = answer.readBack.filter(({ ok }) => !ok);
  const why = [answer.errno, answer.rule].filter((part) => part !== null).join(', ');
  return [
    ...answer.output,
    ...(answer.message === null ? [] : [`failed${why === '' ? '' : ` (${why})`}: ${answer.message}`]),
    ...readBackSentences(failed).map((text) => `read back: ${text}`),
    ...answer.notes.map((text) => `note: ${text}`),
  ];
}

export function printRefusal({ rule, errno, message, because, fixes }: Refusal): void {
  print(`refused by ${rule}${errno === undefined ? '' : ` (${errno})`}: ${message}`);
  because.forEach(({ text }) => print(`  because ${text}`));
  fixes.forEach(({ label }) => print(`  would help: ${label}`));
}
