/** The calls of a branch as a script to read: mmap offsets and lengths, controls, monitor commands, accesses, by event. */
import type { TraceEntry } from '../../../../shared/xive/cards.ts';
import { ESB_OFFSET, type XiveEvent } from '../../../../shared/xive/events.ts';
import {
  ESB_PGOFF,
  esbPage,
  guestAddress,
  hex,
  lisnName,
  type Parity,
} from '../../../../shared/xive/pages.ts';
import type { Branch, XiveConfig } from '../../../../shared/xive/types.ts';
import { eventTitle } from '../derive/event-words.ts';
import { hostAddress } from '../kernel/addresses.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { LongText } from './long-text.ts';
import { branchLines, plainText } from './setup-words.ts';

const HEAD = [
  'Calls of a XIVE study, to be read: what QEMU, the kernel and the guest do, event by event.',
  'It is no program. Addresses are those of the model; load8 and store8 are accesses of eight bytes.',
  'qemu: system calls and monitor commands; kernel: what it does at set_mapped and the like; guest: accesses to guest addresses and hypercalls.',
];

function comment(text: string): string {
  return `# ${plainText(text)}`;
}

/** What the kernel does by itself has no call of a program; it is written by its name. */
function innerCall(event: XiveEvent | null, { pageSize, esbOffset }: XiveConfig): string | null {
  if (event?.op === 'setMapped') return `set_mapped(${lisnName(event.lisn)}, ${event.owner})`;
  if (event?.op === 'clrMapped') return `clr_mapped(${lisnName(event.lisn)})`;
  if (event?.op !== 'zap') return null;
  const first = (esbOffset ?? ESB_PGOFF) + esbPage(event.lisn, 0);
  return `unmap_mapping_range(${hex(first * pageSize)}, ${hex(2 * pageSize)})`;
}

function at(lisn: number, parity: Parity, offset = 0): string {
  return `${hex(guestAddress(lisn, parity))}${offset === 0 ? '' : ` + ${hex(offset)}`}`;
}

/** Accesses that an event is, where no call of a program makes them. */
function accesses(event: XiveEvent, config: XiveConfig): readonly string[] {
  switch (event.op) {
    case 'guestTouch':
      return [`guest:    ${event.access ?? 'load'}8(${at(event.lisn, event.parity)})`];
    case 'monitorTouch':
      return [`qemu:     load8(esb + ${hex(esbPage(event.lisn, event.parity) * config.pageSize)})`];
    case 'touch':
      return [`qemu:     ${event.access ?? 'load'}8(${hex(hostAddress(config, event.page))})`];
    case 'load':
    case 'store': {
      const where = event.offset === 'trigger' ? at(event.lisn, 0) : at(event.lisn, 1, event.offset);
      return [`guest:    ${event.op}8(${where})`];
    }
    case 'handle':
      return [
        `guest:    pq = load8(${at(event.lisn, 1, ESB_OFFSET.set00)})`,
        `guest:    if (pq & 1) store8(${at(event.lisn, 0)})`,
      ];
    case 'fire':
      return [`hardware: ${event.source} raises its interrupt`];
    default:
      return [];
  }
}

function callLine({ who, call, event, outcome, text }: TraceEntry, config: XiveConfig): readonly string[] {
  const written = call ?? innerCall(event, config);
  if (written === null) return [];
  const refused = outcome === 'done' ? '' : `   # ${outcome}: ${plainText(text)}`;
  return [`${`${who}:`.padEnd(10)}${plainText(written)}${refused}`];
}

export function callsText(branch: Branch): string {
  const { config, setup } = branch;
  const timeline = timelineOf(branch);
  const lines = [...HEAD, '', ...branchLines(branch)].map((line) => (line === '' ? '#' : comment(line)));
  const cut = new LongText();
  for (const [index, event] of branch.events.entries()) {
    lines.push('', comment(`${index + 1}. ${eventTitle(event, setup.vms.length)}`));
    if (event.note !== undefined) lines.push(comment(event.note));
    const trace = timeline.trace(index + 1);
    const calls = [...accesses(event, config), ...trace.flatMap((entry) => callLine(entry, config))];
    const last = trace.at(-1)?.text ?? 'Nothing happens.';
    lines.push(
      ...calls,
      ...(calls.length === 0 || trace.some(({ outcome }) => outcome === 'signal') ? [comment(last)] : []),
    );
    const left = cut.after(index, branch, lines);
    if (left !== null) {
      lines.push('', comment(left));
      break;
    }
  }
  return `${lines.join('\n')}\n`;
}
