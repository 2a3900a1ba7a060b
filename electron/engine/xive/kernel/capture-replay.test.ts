import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { TIMA_PAGE } from '../../../../shared/xive/pages.ts';
import { DEFAULT_CONFIG, ONLY_VM, type XiveConfig } from '../../../../shared/xive/types.ts';
import { hardwareFrame } from '../testing/frames.ts';
import type { EventOutcome, Machine } from './machine.ts';
import { runEvent, startMachine } from './run.ts';

const PAGE = 0x10000;
const ERRNO: Readonly<Record<string, string>> = { 'Invalid argument': 'EINVAL', 'Bad address': 'EFAULT' };
const SIGNALS: Readonly<Record<string, string>> = { 'signal 7': 'SIGBUS', 'signal 11': 'SIGSEGV' };

interface Done {
  readonly words: readonly string[];
  /** The lines printed under the operation. */
  readonly printed: readonly string[];
}

function operations(file: string): readonly Done[] {
  const text = readFileSync(new URL(`./fixtures/${file}.txt`, import.meta.url), 'utf8');
  const done: { words: readonly string[]; printed: string[] }[] = [];
  for (const line of text.split('\n')) {
    const op = /^\[\d+\] (.*)$/.exec(line);
    if (op) done.push({ words: op[1]!.split(' '), printed: [] });
    else if (line !== '' && !line.startsWith('#')) done.at(-1)?.printed.push(line.trim());
  }
  return done;
}

/** Lines of maps as pages from `base`, with file pages. */
function mapped(printed: readonly string[], base: number): readonly (readonly number[])[] {
  return printed.flatMap((line) => {
    const found = /^([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) /.exec(line);
    if (!found) return [];
    const [start, end, offset] = found.slice(1, 4).map((part) => Number.parseInt(part, 16));
    return [[(start! - base) / PAGE, (end! - base) / PAGE, offset! / PAGE]];
  });
}

class Replay {
  machine: Machine;
  readonly #ipis: Readonly<Record<number, number>>;
  readonly #at = new Map<string, number>();
  #base: number | null = null;
  readonly inserted: { page: number; frame: number }[] = [];

  constructor(config: XiveConfig, ipis: Readonly<Record<number, number>>) {
    const vm = { name: ONLY_VM, vcpus: 1, sources: [], vmas: [], populated: [], devices: [], orphans: [] };
    this.machine = startMachine(config, { vms: [vm] });
    this.#ipis = ipis;
  }

  get base(): number {
    return this.#base ?? 0;
  }

  page(address: number): number {
    return (address - this.base) / PAGE;
  }

  run(event: XiveEvent): EventOutcome {
    const ran = runEvent(this.machine, event, ({ stage, pages, hw }) => {
      if (stage === 'insert') this.inserted.push({ page: pages![0], frame: hardwareFrame(hw!) });
    });
    this.machine = ran.machine;
    return ran.outcome;
  }

  #place(word: string): number {
    const [name, more = '0'] = word.split('+');
    return this.#at.get(name!)! + Number(more);
  }

  #mmap([name, pages, pgoff, over]: readonly string[], printed: string): EventOutcome {
    const answered = /=0x([0-9a-f]+)$/.exec(printed);
    const address = answered ? Number.parseInt(answered[1]!, 16) : null;
    this.#base ??= address;
    const free = -0x40_0000;
    const at = over !== undefined ? this.#place(over) : address === null ? free : this.page(address);
    if (address !== null) this.#at.set(name!, at);
    return this.run({
      op: over === undefined ? 'mmap' : 'mmapFixed',
      at,
      pages: Number(pages),
      pgoff: Number(pgoff),
    });
  }

  /** Through the base mapping by LISN, so that P/Q change; a second mapping is read where nothing changes. */
  #esb(op: 'load' | 'store', word: string, offset: string): EventOutcome {
    const page = this.#place(word);
    if (offset === '800') return this.run({ op: 'touch', page });
    const lisn = Math.floor(page / 2);
    return this.run({ op, lisn, offset: page % 2 === 0 ? 'trigger' : Number.parseInt(offset, 16) });
  }

  do({ words: [op, ...rest], printed }: Done): EventOutcome | null {
    const [first = '', second = '', third = ''] = rest;
    switch (op) {
      case 'source':
        return this.run({
          op: 'createSource',
          lisn: Number(first),
          ipi: this.#ipis[Number(first)] ?? 0x100 + Number(first),
          lsi: second === 'lsi',
        });
      case 'mmap':
        return this.#mmap(rest, printed[0]!.replace(/^-> /, ''));
      case 'munmap':
        return this.run({ op: 'munmap', at: this.#place(first), pages: Number(second) });
      case 'mprotect':
        return this.run({
          op: 'mprotect',
          at: this.#place(first),
          pages: Number(second),
          prot: third === 'ro' ? 'read' : 'readWrite',
        });
      case 'mremap':
        return this.run({ op: 'mremap', at: this.#place(first), pages: Number(second), to: Number(third) });
      case 'dontneed':
        return this.run({ op: 'madvise', at: this.#place(first), pages: Number(second) });
      case 'load':
      case 'store':
        return this.#esb(op, first, second);
      case 'tload':
        return this.run({ op: 'touch', page: this.#place(first) });
      case 'reset':
        return this.run({ op: 'resetDevice' });
      case 'fork':
        return this.run({ op: 'fork', name: 'child' });
      default:
        return null;
    }
  }

  lines(vm: string = ONLY_VM): readonly (readonly number[])[] {
    return this.machine.vms.get(vm)!.vmas.map(({ start, end, pgoff }) => [start, end, pgoff]);
  }
}

/** What a line under an operation says of its end. */
function saidOf(printed: string): string | null {
  const said = printed.replace(/^-> /, '');
  const errno = Object.keys(ERRNO).find((text) => said.startsWith(text));
  if (errno !== undefined) return ERRNO[errno]!;
  const signal = Object.keys(SIGNALS).find((text) => said.startsWith(text));
  return signal === undefined ? null : SIGNALS[signal]!;
}

function replay(file: string, config: XiveConfig, ipis: Readonly<Record<number, number>> = {}): Replay {
  const played = new Replay(config, ipis);
  for (const [number, done] of operations(file).entries()) {
    const outcome = played.do(done);
    const where = `${number + 1} ${done.words.join(' ')}`;
    if (outcome !== null && done.printed.length > 0) {
      expect([where, outcome.errno ?? outcome.signal]).toEqual([where, saidOf(done.printed[0]!)]);
      const value =
        done.words[0] === 'load' ? /^-> [^ ]+=(0x[0-9a-f]+)$/.exec(done.printed[0]!)?.[1] : undefined;
      if (value !== undefined) expect([where, outcome.value]).toEqual([where, BigInt(value)]);
    }
    if (done.words[0] === 'maps')
      expect([where, played.lines()]).toEqual([where, mapped(done.printed, played.base)]);
    if (done.words[0] === 'fork')
      expect([where, played.lines('child')]).toEqual([where, mapped(done.printed, played.base)]);
  }
  return played;
}

/** Faults of the real kernel: page and frame, in order. */
function inserts(file: string, base: number): readonly { readonly page: number; readonly frame: number }[] {
  const text = readFileSync(new URL(`./fixtures/${file}-inserts.txt`, import.meta.url), 'utf8');
  return [...text.matchAll(/addr=(0x[0-9a-f]+) pfn=(0x[0-9a-f]+)/g)].map(([, address, frame]) => ({
    page: (Number(address) - base) / PAGE,
    frame: Number(frame),
  }));
}

describe('operations on a real kernel, replayed', () => {
  it('XIVE-R1 XIVE-R2 XIVE-R3 XIVE-R4 XIVE-R7 XIVE-R10: refusals, faults, a hole and its tail (kvm-device-basic)', () => {
    const played = replay('kvm-device-basic', DEFAULT_CONFIG, {
      0: 0x22,
      1: 0x23,
      0x1300: 0x2a,
      0x1301: 0x2b,
    });
    expect(played.inserted).toEqual(inserts('kvm-device-basic', played.base));
    expect(played.inserted.some(({ frame }) => frame === hardwareFrame(TIMA_PAGE))).toBe(true);
  });

  it('XIVE-R5 XIVE-R8 XIVE-R9 XIVE-R10 XIVE-R22: splits, protection, mremap, fork, reset (kvm-device-splits)', () => {
    const ipis = { 0: 0x22, 1: 0x23, 2: 0x24, 3: 0x29, 4: 0x2a, 5: 0x2b, 6: 0x2c, 7: 0x2d };
    const played = replay('kvm-device-splits', DEFAULT_CONFIG, ipis);
    expect(played.inserted).toEqual(inserts('kvm-device-splits', played.base));
  });

  it('XIVE-R6 XIVE-R8: an ordinary file merges again (ordinary-file-merge)', () => {
    replay('ordinary-file-merge', { ...DEFAULT_CONFIG, special: false, accept: 'any' });
  });
});
