/** Any step of a long life against a replay from its start, and a guest of a million sources against an object for each. */
import { vmMoment } from '../../electron/engine/xive/derive/moment.ts';
import { runEvent, startMachine } from '../../electron/engine/xive/kernel/run.ts';
import { ipiPage } from '../../shared/xive/pages.ts';
import { timelineOf } from '../../electron/engine/xive/timeline/timeline.ts';
import type { XiveEvent } from '../../shared/xive/events.ts';
import { type Branch, DEFAULT_CONFIG, type Setup, type XiveConfig } from '../../shared/xive/types.ts';
import { timedInTurns } from './timed.ts';

const EVENTS = 10_000;
const SEEKS = 20;
const SOURCES = 1_000_000;
const POPULATED = 50_000;

/** The same numbers in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * sides);
  };
}

function branchOf(events: readonly XiveEvent[], setup: Setup, config: Partial<XiveConfig>): Branch {
  return {
    id: 'bench',
    name: 'Bench',
    about: '',
    parent: null,
    config: { ...DEFAULT_CONFIG, ...config },
    setup,
    events,
  };
}

function guest(sources: number, populated: readonly number[]): Setup {
  return {
    vms: [
      {
        name: 'guest',
        vcpus: 256,
        sources: [{ from: 0, to: sources - 1, ipi: 0x14, lsi: false }],
        vmas: [{ start: 0, end: 2 * sources, pgoff: 4, name: 'VMA0' }],
        populated,
        devices: [],
        orphans: [],
      },
    ],
  };
}

/** A guest at work, vectors of two bridges connected and taken away all the time, no measure against stale pages. */
function longLife(): Branch {
  const roll = dice(7);
  const connected = new Set<number>();
  const events = Array.from({ length: EVENTS }, (): XiveEvent => {
    const lisn = 0x1300 + roll(256);
    if (roll(4) > 0) return { op: 'guestTouch', lisn, parity: roll(2) as 0 | 1 };
    if (connected.delete(lisn)) return { op: 'clrMapped', lisn };
    connected.add(lisn);
    return { op: 'setMapped', lisn, owner: `phb${1 + roll(2)}[${lisn - 0x1300}]` };
  });
  return branchOf(events, guest(8192, []), { strategy: 'none' });
}

/** Milliseconds for one seek to a step chosen by chance, and for a replay to the same steps, on average. */
function measureSeeks(): { readonly seek: number; readonly replay: number } {
  const branch = longLife();
  const timeline = timelineOf(branch);
  timeline.marks();
  const roll = dice(11);
  const steps = Array.from({ length: SEEKS }, () => 1 + roll(EVENTS));
  let next = 0;
  const [seek = 0, replay = 0] = timedInTurns(
    [
      () => {
        // A step twice in a row would be found as it was left.
        for (let at = 0; at < SEEKS; at += 1) timeline.at(steps[(next + at * 7) % SEEKS]! - (next % 3));
        next += 1;
      },
      () => {
        for (const step of steps) {
          let machine = startMachine(branch.config, branch.setup);
          for (let at = 0; at < step; at += 1) machine = runEvent(machine, branch.events[at]!).machine;
        }
      },
    ],
    3,
  );
  return { seek: seek / SEEKS, replay: replay / SEEKS };
}

/** Milliseconds to derive a moment anew after one event, and to make an object for each source. */
function measureMoment(): { readonly moment: number; readonly objects: number } {
  const roll = dice(3);
  const populated = [...new Set(Array.from({ length: POPULATED }, () => roll(2 * SOURCES)))];
  const events = Array.from(
    { length: 32 },
    (_, at): XiveEvent => ({ op: 'setMapped', lisn: at * 1000, owner: `phb1[${at}]` }),
  );
  const branch = branchOf(events, guest(SOURCES, populated), { strategy: 'none', nrIrqs: SOURCES });
  const timeline = timelineOf(branch);
  const machines = Array.from({ length: events.length + 1 }, (_, step) => timeline.at(step));
  let step = 0;
  const [moment = 0, objects = 0] = timedInTurns(
    [
      () => {
        const machine = machines[step % machines.length]!;
        step += 1;
        vmMoment(machine, machine.vms.get('guest')!);
      },
      () => {
        const machine = machines[0]!;
        const vm = machine.vms.get('guest')!;
        Array.from({ length: SOURCES }, (_, lisn) => {
          const owner = vm.pt.get(lisn) || ipiPage(vm.ipi.get(lisn) - 1, 0);
          return { lisn, owner, pages: [vm.ptes.get(2 * lisn), vm.ptes.get(2 * lisn + 1)] };
        });
      },
    ],
    7,
  );
  return { moment, objects };
}

export function measureScrub() {
  return { events: EVENTS, sources: SOURCES, ...measureSeeks(), ...measureMoment() };
}
