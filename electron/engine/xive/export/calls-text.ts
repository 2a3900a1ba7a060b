/** The calls of a branch as a script to read: mmap offsets and lengths, controls, monitor commands, by event. */
import type { Branch } from '../../../../shared/xive/types.ts';
import { eventTitle } from '../derive/event-words.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { branchLines, plainText } from './setup-words.ts';

const HEAD = [
  'Calls of a XIVE study, to be read: what QEMU, the kernel and the guest do, event by event.',
  'It is no program. Addresses are those of the model, and calls inside the kernel are written as C would.',
  'qemu: system calls and monitor commands; kernel: functions; guest: accesses and hypercalls; hardware: what it answers.',
];

function comment(text: string): string {
  return `# ${plainText(text)}`;
}

export function callsText(branch: Branch): string {
  const timeline = timelineOf(branch);
  const lines = [...HEAD, '', ...branchLines(branch)].map((line) => (line === '' ? '#' : comment(line)));
  for (const [index, event] of branch.events.entries()) {
    const trace = timeline.trace(index + 1);
    lines.push('', comment(`${index + 1}. ${eventTitle(event, branch.setup.vms.length)}`));
    if (event.note !== undefined) lines.push(comment(event.note));
    const calls = trace.filter(({ call }) => call !== null);
    for (const { who, call, outcome, text } of calls)
      lines.push(
        `${`${who}:`.padEnd(10)}${plainText(call!)}${outcome === 'done' ? '' : `   # ${outcome}: ${plainText(text)}`}`,
      );
    if (calls.length === 0)
      lines.push(comment('no call: '.concat(trace.map(({ text }) => text).join(' ') || 'nothing happens')));
  }
  return `${lines.join('\n')}\n`;
}
