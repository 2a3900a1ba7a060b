/** Plays cases in the format of xive.md 8 on the model kernel and tells every difference. */
import type { CaseResult } from '../../family.ts';
import { runEvent, startMachine } from '../kernel/run.ts';
import type { EventOutcome, Machine } from '../kernel/machine.ts';
import { checkOutcome, checkState, type Difference } from './compare.ts';
import { isObject, type Raw, readHead, readOp } from './format.ts';

const SETUP_KEYS = ['sources', 'vmas', 'populated', 'vms'];

/** A case of ours has ops, where others have steps, or a set-up as only ours have; or says so itself. */
function recognises(parsed: unknown): boolean {
  if (!isObject(parsed)) return false;
  if (parsed['family'] !== undefined) return parsed['family'] === 'xive';
  if ('steps' in parsed || 'profile' in parsed || 'host' in parsed) return false;
  const { setup } = parsed;
  return 'ops' in parsed || (isObject(setup) && SETUP_KEYS.some((key) => key in setup));
}

function nameOf(parsed: unknown): string {
  if (!isObject(parsed)) return 'unnamed case';
  const words = [parsed['id'], parsed['title']].filter((part) => typeof part === 'string' && part !== '');
  return words.length === 0 ? 'unnamed case' : words.join(' ');
}

function differences(
  where: string,
  expect: Raw,
  machine: Machine,
  { outcome, vm }: { readonly outcome: EventOutcome | null; readonly vm: string | undefined },
): Difference[] {
  return Object.entries(expect).flatMap(([key, expected]): Difference[] => {
    const ofOp = outcome === null ? undefined : checkOutcome(key, expected, outcome, machine.config.phbPages);
    const found = ofOp === undefined ? checkState(key, expected, machine, vm) : ofOp;
    if (found === null) return [];
    return [
      {
        key: `${where}.${key}`,
        expected,
        got: found === undefined ? 'a key that nothing answers' : found.got,
      },
    ];
  });
}

function play(parsed: unknown, name: string): CaseResult {
  const read = readHead(parsed);
  if (!read.ok) return { name, differences: [read.error] };
  const { config, setup, ops, expect } = read.head;
  const found: Difference[] = [];
  let machine = startMachine(config, setup);
  for (const [index, raw] of ops.entries()) {
    const op = readOp(raw);
    const word = isObject(raw) && typeof raw['op'] === 'string' ? ` ${raw['op'].slice(0, 40)}` : '';
    const where = `op ${index + 1}${word}`;
    if (!op.ok) {
      found.push({ ...op.error, key: `${where}.${op.error.key}` });
      continue;
    }
    const { event, expect: after } = op.op;
    if (event.vm !== undefined && !machine.vms.has(event.vm)) {
      found.push({ key: `${where}.vm`, expected: 'a guest of the set-up', got: event.vm });
      continue;
    }
    const ran = runEvent(machine, event);
    machine = ran.machine;
    found.push(...differences(where, after, machine, { outcome: ran.outcome, vm: event.vm }));
  }
  found.push(...differences('expect', expect, machine, { outcome: null, vm: undefined }));
  return { name, differences: found };
}

/** A case that cannot be played fails alone; the others of its file are not touched. */
export function runCase(parsed: unknown): CaseResult {
  const name = nameOf(parsed);
  try {
    return play(parsed, name);
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    return { name, differences: [{ key: 'case', expected: 'a case that can be played', got }] };
  }
}

export const xiveCases = { recognises, run: runCase };
