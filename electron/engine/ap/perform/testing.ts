/** A small host, and shorthands to try writes, programs and scripts on it. */
import type { ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import type { Command } from '../../../../shared/plan.ts';
import { rehearseScript } from '../../plan/rehearse.ts';
import { createApState, masksOf } from '../model.ts';
import { apPlanning } from '../plan/planning.ts';
import { checkExpectation } from './check.ts';
import { performAction } from './perform.ts';

export const M1 = '62177883-f1bb-47f0-914d-32a22e3a8804';
export const M2 = 'cef03c3c-903d-4ecc-9a83-40694cb8aee4';
export const MATRIX = '/sys/devices/vfio_ap/matrix';
export const CREATE = `${MATRIX}/mdev_supported_types/vfio_ap-passthrough/create`;
export const without = (...ids: number[]) => minus(FULL_MASK, maskOf(ids));

export function host(parts: Parameters<typeof createApState>[0] = {}): ApState {
  return createApState({ lpar: masksOf([5, 6], [4, 71], [4]), apmask: without(5, 6), ...parts });
}

export function write(state: ApState, path: string, text: string) {
  const outcome = performAction(state, { kind: 'write', path, text });
  if (outcome === null) throw new Error(`${path} is not AP's`);
  return outcome;
}

export function command(line: string, stdin: string | null = null): Command {
  return { argv: line.split(' '), stdin };
}

export function run(state: ApState, line: string, stdin: string | null = null) {
  const outcome = performAction(state, { kind: 'run', commands: [command(line, stdin)], files: [] });
  if (outcome === null) throw new Error(`${line} is not AP's`);
  return outcome;
}

/** Runs lines in order; `PATH <- TEXT` is a write. The last outcome. */
export function script(state: ApState, lines: readonly string[]) {
  let outcome = run(state, 'lszcrypt');
  for (const line of lines) {
    const [path, text] = line.split(' <- ');
    outcome = text === undefined ? run(outcome.state, line) : write(outcome.state, path!, text);
    if (outcome.message !== null) break;
  }
  return outcome;
}

export function verdict({
  errno,
  rule,
  message,
}: {
  errno: string | null;
  rule: string | null;
  message: string | null;
}) {
  return { errno, rule, message };
}

export function shows(state: ApState, path: string): string | null {
  return checkExpectation(state, { kind: 'text', path, text: '' })?.got ?? null;
}

/** The host of pasted scripts: it keeps everything itself, where the other one has given adapters 5 and 6 away. */
export function scriptHost(parts: Parameters<typeof createApState>[0] = {}): ApState {
  return createApState({ lpar: masksOf([5, 6], [4, 71], [4]), ...parts });
}

export function rehearse(state: ApState, text: string) {
  const run = rehearseScript(new Map([['ap', apPlanning]]), new Map([['ap', state]]), null, text);
  return { ...run, lines: run.result.lines, end: run.states.at(-1)?.get('ap') as ApState };
}

/** `5 ran: why not` of every line that is no plain success. */
export function story(state: ApState, text: string): string[] {
  return rehearse(state, text).lines.map(
    ({ line, status, ok, message }) => `${line} ${status}${ok ? '' : `: ${message}`}`,
  );
}
