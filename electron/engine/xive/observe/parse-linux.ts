/** `/proc/interrupts`, `/proc/<pid>/maps` and the XIVE files of debugfs (xive.md 4.3 to 4.5). */
import { z } from 'zod';
import type { DebugSource, KvmSource, LinuxIrq, ReadVma } from '../../../../shared/xive/types.ts';
import {
  address as safeAddress,
  debug,
  kvm,
  linux,
  lisn,
  vcpu,
  vma as vmaBounds,
} from '../file/reading-schema.ts';
import { hex, linesOf, pqOf, rowsOf, type Rows } from './lines.ts';

export interface LinuxIrqs {
  readonly irqs: readonly LinuxIrq[];
  /** Columns: the CPUs that are online. */
  readonly cpus: readonly number[];
  readonly damaged: readonly string[];
}

const IRQ_ROW = /^ *(\d+):((?: +\d+)+) {2,}([A-Za-z][\w-]*) +(\d+) +(Edge|Level)(?: +(.*?))? *$/;

export function parseInterrupts(text: string): LinuxIrqs {
  const lines = linesOf(text);
  const head = lines.find((line) => /^ +CPU\d+( +CPU\d+)* *$/.test(line)) ?? '';
  const cpus = [...head.matchAll(/CPU(\d+)/g)].map(([, cpu]) => Number(cpu));
  const { rows: irqs, damaged } = rowsOf(
    text,
    IRQ_ROW,
    (line): LinuxIrq => {
      const [, irq, counts, chip, number, flow, name] = IRQ_ROW.exec(line)!;
      return {
        irq: Number(irq),
        counts: counts!.trim().split(/ +/).map(Number),
        chip: chip!,
        number: Number(number),
        flow: flow!,
        name: name ?? '',
      };
    },
    linux,
  );
  return { irqs, cpus, damaged };
}

/** Of a maps file the lines of anonymous inodes, and of files that an `operations` text maps instead. */
export function parseMaps(text: string): Rows<ReadVma> {
  return rowsOf(
    text,
    /(?:anon_inode:|memfd:)/,
    (line) => {
      const row =
        /^ *([0-9a-f]{5,16})-([0-9a-f]{5,16}) ([r-][w-][x-][ps]) ([0-9a-f]{8,16}) ([0-9a-f]+:[0-9a-f]+) (\d+) +((?:anon_inode:|\/memfd:).*?) *$/.exec(
          line,
        );
      if (!row) return null;
      const [, start, end, flags, offset, device, inode, name] = row;
      const vma = {
        start: hex(start!),
        end: hex(end!),
        offset: hex(offset!),
        flags: flags!,
        inode: `${device} ${inode}`,
        name: name!,
      };
      return vma.end > vma.start ? vma : null;
    },
    vmaBounds,
  );
}

const ALL_ONES = 'ffffffffffffffff';

function address(text: string): number | null {
  return text === ALL_ONES ? null : hex(text);
}

export function parseDebugSources(text: string): Rows<DebugSource> {
  return rowsOf(
    text,
    /^IRQ 0x/,
    (line) => {
      const row =
        /^IRQ 0x([0-9a-f]{8}) : (?:target=0x([0-9a-f]+) prio=([0-9a-f]+) lirq=0x([0-9a-f]+)|no config rc=(-?\d+)) +(?:flags=([A-Z ]{0,6}?) +PQ=([P-][Q-]) +0x([0-9a-f]{16}) 0x([0-9a-f]{16})|.*) *$/.exec(
          line,
        );
      if (!row) return null;
      const [, number, target, priority, lirq, rc, flags, pq, trigger, eoi] = row;
      if (rc === undefined && pq === undefined) return null;
      return {
        number: hex(number!),
        target: target === undefined ? null : hex(target),
        priority: priority === undefined ? null : hex(priority),
        lirq: lirq === undefined ? null : hex(lirq),
        rc: rc === undefined ? null : Number(rc),
        flags: (flags ?? '').replaceAll(' ', ''),
        pq: pq === undefined ? '00' : pqOf(pq),
        triggerPage: trigger === undefined ? 0 : address(trigger),
        eoiPage: eoi === undefined ? 0 : address(eoi),
      };
    },
    debug,
  );
}

export interface DebugIpi {
  readonly cpu: number;
  readonly number: number;
  readonly triggerPage: number;
}

export function parseIpis(text: string): Rows<DebugIpi> {
  return rowsOf(
    text,
    /^CPU \d+: ?pp=/,
    (line) => {
      const row =
        /^CPU (\d+): ?pp=\S+ CPPR=\S+ IPI=0x([0-9a-f]{8}) .*PQ=\S+ 0x([0-9a-f]{16}) 0x[0-9a-f]{16}/.exec(
          line,
        );
      return row ? { cpu: Number(row[1]), number: hex(row[2]!), triggerPage: hex(row[3]!) } : null;
    },
    z.strictObject({ cpu: vcpu, number: lisn, triggerPage: safeAddress }),
  );
}

export interface KvmTable {
  readonly sources: ReadonlyMap<number, KvmSource>;
  readonly vcpus: readonly number[];
  readonly damaged: readonly string[];
}

export function parseKvmTable(text: string): KvmTable {
  const { rows, damaged } = rowsOf(
    text,
    /^[0-9a-f]{8} {2}[0-9a-f]{8}\//,
    (line): readonly [number, KvmSource] | null => {
      const row =
        /^([0-9a-f]{8}) {2}([0-9a-f]{8})\/([0-9a-f]{2}) {1,3}(\^?)(MSI|LSI) {1,3}(IPI|PT) {1,3}([P-][Q-]) {2}([0-9a-f]{8}) +(\d+)\/(\d+) *$/.exec(
          line,
        );
      if (!row) return null;
      const [, lisn, hw, chip, asserted, kind, type, pq, eisn, cpu, priority] = row;
      return [
        hex(lisn!),
        {
          hw: hex(hw!),
          chip: hex(chip!),
          lsi: kind === 'LSI',
          type: type === 'PT' ? 'PT' : 'IPI',
          pq: pqOf(pq!),
          asserted: asserted === '^',
          eisn: hex(eisn!),
          cpu: Number(cpu),
          priority: Number(priority),
        },
      ];
    },
    z.tuple([lisn, kvm]),
  );
  const vcpus = [...text.matchAll(/^VCPU (\d{1,5}): VP=/gm)]
    .map(([, id]) => Number(id))
    .filter((id) => vcpu.safeParse(id).success);
  return { sources: new Map(rows), vcpus, damaged };
}
