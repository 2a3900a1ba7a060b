/** Words that run something at another time, or under another name, are never called harmless. */
import { expect, it } from 'vitest';
import { runScript } from './run-script.ts';

function endOf(text: string): string {
  const [line] = runScript(new Map(), new Map(), text).lines;
  return line!.status;
}

it('a trap with a command, and any alias, is not understood; a trap that does nothing is skipped', () => {
  const texts = [
    "trap 'echo +5 > /sys/bus/ap/apmask' EXIT",
    'trap -- cleanup EXIT INT',
    'trap cleanup 0',
    "alias echo='echo +5 > /sys/bus/ap/apmask'",
    'alias',
    'trap - EXIT',
    "trap '' INT TERM",
    'trap',
    'trap -p EXIT',
    'trap -- - EXIT',
    'trap 0',
  ];
  expect(texts.map(endOf)).toEqual([
    ...Array<string>(5).fill('unknown'),
    ...Array<string>(6).fill('skipped'),
  ]);
});
