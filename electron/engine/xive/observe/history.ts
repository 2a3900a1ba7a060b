/** What a reading's trace tells of this guest: each change once, other files' zaps and other processes' faults left out. */
import { ESB_PGOFF } from '../../../../shared/xive/pages.ts';
import type { Reading, TraceLine } from '../../../../shared/xive/types.ts';

type OfKind<Kind extends TraceLine['event']['kind']> = Extract<TraceLine['event'], { readonly kind: Kind }>;

/** A zap of the pages of one or more LISNs; VFIO zaps its own files with the same call (XIVE-R11). */
export function isEsbZap({ begin, length }: OfKind<'zap'>, pageSize: number, nrIrqs: number): boolean {
  const first = ESB_PGOFF * pageSize;
  return begin >= first && begin + length <= first + 2 * nrIrqs * pageSize;
}

/** Threads of vCPUs are called `CPU 0/KVM` where QEMU names its threads, as libvirt has it do. */
export function isQemuTask(task: string): boolean {
  return /^(?:qemu|CPU \d+\/(?:KVM|TCG))/.test(task);
}

/** Faults of a process besides QEMU's own, such as a second guest of a test, are in the same trace. */
function isOurFault({ vmas }: Reading, { task, event }: TraceLine, qemu: boolean): boolean {
  if (event.kind !== 'fault') return false;
  const { address } = event;
  // Addresses of two processes may be the same; then the name of the task tells them apart.
  if (qemu && !isQemuTask(task)) return false;
  return vmas.length === 0 || vmas.some(({ start, end }) => address >= start && address < end);
}

/** The kernel's messages do not tell whose VM they are about; a source keeps the number it was created on (XIVE-R2). */
function ownSources({ sources }: Reading): (event: OfKind<'source'>) => boolean {
  const table = new Map(sources.flatMap(({ lisn, kvm }) => (kvm === null ? [] : [[lisn, kvm] as const])));
  if (table.size === 0) return () => true;
  return ({ lisn, hw }) => {
    const kvm = table.get(lisn);
    return kvm !== undefined && (kvm.type === 'PT' || kvm.hw === hw);
  };
}

/** `set` and `clear` are told by the probes and by the kernel's messages: the probes where there are any. By time. */
export function historyOf(reading: Reading, nrIrqs: number): readonly TraceLine[] {
  const { trace } = reading;
  const pageSize = reading.pageSize ?? 65536;
  const isOurSource = ownSources(reading);
  const probed = trace.some(({ task }) => task !== 'kernel');
  const qemu = trace.some(({ task }) => isQemuTask(task));
  return trace
    .filter((line) => {
      const { event, task } = line;
      if (event.kind === 'fault') return isOurFault(reading, line, qemu);
      if (event.kind === 'source') return isOurSource(event);
      if (event.kind === 'zap') return isEsbZap(event, pageSize, nrIrqs);
      return (event.kind !== 'set' && event.kind !== 'clear') || (task !== 'kernel') === probed;
    })
    .sort((left, right) => left.time - right.time);
}
