/** `info pic` of a pseries machine (xive.md 4.1), of QEMU 7.2 and 10.0. */
import { z } from 'zod';
import type { PicSource } from '../../../../shared/xive/types.ts';
import { lisn, pic, vcpu } from '../file/reading-schema.ts';
import { hex, linesOf, pqOf, rowsOf } from './lines.ts';

export interface Pic {
  readonly irqchip: 'in-kernel' | 'emulated' | null;
  /** vCPUs that are plugged; `valid` = their OS context is set up. */
  readonly vcpus: readonly { readonly id: number; readonly valid: boolean }[];
  readonly sources: ReadonlyMap<number, PicSource>;
  readonly damaged: readonly string[];
}

const ROW =
  /^ {0,4}([0-9a-f]{8}) (MSI|LSI) ([P-])([Q-])([A ]) ([M ]) ([0-9a-f]{8}) ?(?:\s*(\d+)\/(\d+)\s+(\d+)\/\s*(\d+) @([0-9a-f]+) \^([01]) \[ (.*) \])?\s*$/;

function sourceOf(line: string): readonly [number, PicSource] | null {
  const found = ROW.exec(line);
  if (!found) return null;
  const [, lisn, type, p, q, asserted, masked, eisn, cpu, priority, index, entries, address, toggle, near] =
    found;
  // A row that was cut off behind its event number looks like a masked one.
  if (cpu === undefined && masked !== 'M') return null;
  return [
    hex(lisn!),
    {
      lsi: type === 'LSI',
      pq: pqOf(`${p}${q}`),
      asserted: asserted === 'A',
      masked: masked === 'M',
      eisn: hex(eisn!),
      queue:
        cpu === undefined
          ? null
          : {
              cpu: Number(cpu),
              priority: Number(priority),
              index: Number(index),
              entries: Number(entries),
              address: hex(address!),
              toggle: Number(toggle),
              near: near!.trim().split(/\s+/),
            },
    },
  ];
}

export function parsePic(text: string): Pic {
  const { rows, damaged } = rowsOf(
    text,
    /^ {0,4}[0-9a-f]{8} (?:MSI|LSI) [P-][Q-]/,
    sourceOf,
    z.tuple([lisn, pic]),
  );
  const vcpus = new Map<number, boolean>();
  for (const line of linesOf(text)) {
    const cpu = /^CPU\[([0-9a-f]{4,8})\]: +(\S+)(?: .*?([0-9a-f]{8}))?\s*$/.exec(line);
    const id = cpu ? hex(cpu[1]!) : Number.NaN;
    if (!cpu || !vcpu.safeParse(id).success) continue;
    const valid = cpu[2] === 'OS' && cpu[3] !== undefined && hex(cpu[3]) >= 0x8000_0000;
    vcpus.set(id, valid || (vcpus.get(id) ?? false));
  }
  const chip = /^irqchip: (emulated|in-kernel)/m.exec(text)?.[1];
  return {
    irqchip: chip === 'emulated' || chip === 'in-kernel' ? chip : null,
    vcpus: [...vcpus].map(([id, valid]) => ({ id, valid })),
    sources: new Map(rows),
    damaged,
  };
}

/** A PCI host bridge of a bare-metal machine's `info pic`: `PHB4[0:1] Source 000fd800 .. 000fdfff`. */
export function parseBareMetalPhbs(text: string): { phb: number; first: number; last: number }[] {
  return [...text.matchAll(/^PHB\d\[\d{1,3}:(\d{1,3})\] Source ([0-9a-f]{8}) \.\. ([0-9a-f]{8})/gm)].map(
    ([, phb, first, last]) => ({ phb: Number(phb), first: hex(first!), last: hex(last!) }),
  );
}
