/** Kprobe traces and the kernel's own messages (xive.md 4.6): what changes pages and owners. */
import type { TraceLine } from '../../../../shared/xive/types.ts';
import { event as bounds } from '../file/reading-schema.ts';
import { linesOf } from './lines.ts';

/** Lines kept of one text: a plug of a device with 64 vectors makes some 10,000. */
const MOST_EVENTS = 200_000;

type TraceEvent = TraceLine['event'];

/** Hex values of `name=0x…`, decimal ones of `name=n`. */
function valuesOf(text: string): (name: string) => number {
  const values = new Map(
    [...text.matchAll(/(\w+)=(0x[0-9a-f]+|\d+)/g)].map(([, name, value]) => [name!, Number(value)]),
  );
  return (name) => values.get(name) ?? Number.NaN;
}

function eventOf(name: string, rest: string, pageSize: number): TraceEvent | null {
  const value = valuesOf(rest);
  const event = ((): TraceEvent | null => {
    switch (name) {
      case 'esbfault':
        return {
          kind: 'fault',
          pgoff: value('pgoff'),
          address: value('addr'),
          vmaStart: value('vmstart'),
          vmaPgoff: value('vmpgoff'),
        };
      case 'timafault':
        // The probe of the TIMA tells no mapping; it begins where its page 0 would be.
        return {
          kind: 'fault',
          pgoff: value('pgoff'),
          address: value('addr'),
          vmaStart: value('addr') - value('pgoff') * pageSize,
          vmaPgoff: 0,
        };
      case 'insertpfn':
        return { kind: 'insert', address: value('addr'), pfn: value('pfn') };
      case 'zap':
        return { kind: 'zap', begin: value('begin'), length: value('len') };
      case 'setmapped':
        return { kind: 'set', lisn: value('girq'), hostIrq: value('hostirq'), hw: null };
      case 'clrmapped':
        return { kind: 'clear', lisn: value('girq'), hostIrq: value('hostirq') };
      case 'kxmmap':
        return { kind: 'mmap', start: value('vmstart'), end: value('vmend'), pgoff: value('vmpgoff') };
      default:
        return null;
    }
  })();
  return bounds.safeParse(event).success ? event : null;
}

export interface Trace {
  readonly lines: readonly TraceLine[];
  readonly damaged: readonly string[];
  /** Faults that ended in SIGBUS. */
  readonly signals: number;
}

/** VM_FAULT_SIGBUS */
const SIGBUS = /\bret=0x2$/;

export function parseTrace(text: string, pageSize: number): Trace {
  const lines: TraceLine[] = [];
  const damaged: string[] = [];
  let signals = 0;
  for (const line of linesOf(text)) {
    const row = /^ *(\S.{0,40}?) +\[\d+\] [.\w]{4,6} +(\d+\.\d+): (\w+): \((.*)$/.exec(line);
    if (!row || lines.length >= MOST_EVENTS) continue;
    const [, task, time, name, rest] = row;
    if (name === 'esbret' && SIGBUS.test(rest!.trimEnd())) signals += 1;
    if (/^(?:esbret|timaret|resetmapped)$/.test(name!)) continue;
    const event = eventOf(name!, rest!, pageSize);
    if (event !== null && Number.isFinite(Number(time)))
      lines.push({ time: Number(time), task: task!, event });
    else if (/^(?:esbfault|timafault|insertpfn|zap|setmapped|clrmapped|kxmmap)$/.test(name!))
      damaged.push(line);
  }
  return { lines, damaged, signals };
}

/** Messages of the KVM XIVE code; they do not tell whose VM it is. */
export function parseMessages(text: string): readonly TraceLine[] {
  return linesOf(text).flatMap((line): TraceLine[] => {
    const row =
      /^(?:.{0,60}?)\[ *(\d+\.\d+)\].*?xive-kvm: (.*)$/.exec(line) ?? /^()xive-kvm: (.*)$/.exec(line);
    if (!row) return [];
    const [time, said] = [Number(row[1] || 0), row[2]!];
    const at = (event: TraceEvent): TraceLine[] =>
      Number.isFinite(time) && bounds.safeParse(event).success ? [{ time, task: 'kernel', event }] : [];
    const source = /hw_irq=(0x[0-9a-f]+) for irq=(0x[0-9a-f]+)/.exec(said);
    if (source) return at({ kind: 'source', hw: Number(source[1]), lisn: Number(source[2]) });
    const mapped = /(set|clr)_mapped: GIRQ (0x[0-9a-f]+) host IRQ (\d+)(?: XIVE HW IRQ (0x[0-9a-f]+))?/.exec(
      said,
    );
    if (!mapped) return [];
    const [lisn, hostIrq] = [Number(mapped[2]), Number(mapped[3])];
    if (mapped[1] === 'clr') return at({ kind: 'clear', lisn, hostIrq });
    return at({ kind: 'set', lisn, hostIrq, hw: mapped[4] === undefined ? null : Number(mapped[4]) });
  });
}
