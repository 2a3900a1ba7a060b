/**
 * Events of a branch under another strategy: a guest uses the vectors of its device whatever their numbers are, so where
 * numbers or offsets of the file change, events that name one follow.
 */
import { ESB_PGOFF } from '../../../../shared/xive/pages.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import { plural } from '../../words.ts';
import type { Machine } from '../kernel/machine.ts';
import { runEvent, startMachine } from '../kernel/run.ts';
import { Renumbering } from './renumbering.ts';
import { isTima, markedName, plainName, unmarkedName, unmistakableName } from './tima.ts';

interface Changed {
  readonly events: readonly XiveEvent[];
  readonly notes: readonly string[];
}

/** Numbers of devices under both strategies, by guest. */
type Numbers = Map<string, Renumbering>;

function learn(numbers: Numbers, before: Machine, after: Machine): void {
  for (const [name, vm] of before.vms) {
    const other = after.vms.get(name);
    if (other === undefined) continue;
    const known = numbers.get(name) ?? new Renumbering();
    numbers.set(name, known);
    for (const [dev, { first, vectors }] of vm.devices) {
      const there = other.devices.get(dev);
      if (first === null || there === undefined || there.first === null) continue;
      for (let vector = 0; vector < Math.min(vectors, there.vectors); vector += 1)
        known.pair(first + vector, there.first + vector);
    }
  }
}

type Mapping = Extract<XiveEvent, { readonly op: 'mmap' | 'mmapFixed' }>;

/** Ops after which a device may have other numbers. */
const MOVING: ReadonlySet<XiveEvent['op']> = new Set([
  'plug',
  'unplug',
  'removeUnclean',
  'driverStarts',
  'machineReset',
]);

/** `events` are those of `before`, at the offsets of `after`. */
function renumbered(before: Branch, after: Branch, events: readonly XiveEvent[]): Changed {
  if (!events.some((event) => event.op === 'plug')) return { events, notes: [] };
  const numbers: Numbers = new Map();
  let [left, right] = [startMachine(before.config, before.setup), startMachine(after.config, after.setup)];
  let moved = 0;
  const changed = events.map((event, index) => {
    const vm = event.vm ?? left.vms.keys().next().value ?? '';
    const told = 'lisn' in event ? numbers.get(vm)?.of(event.lisn) : undefined;
    const next =
      'lisn' in event && told !== undefined && told !== event.lisn ? { ...event, lisn: told } : event;
    if (next !== event) moved += 1;
    left = runEvent(left, before.events[index]!).machine;
    right = runEvent(right, next).machine;
    if (MOVING.has(event.op)) learn(numbers, left, right);
    return next;
  });
  const notes =
    moved === 0
      ? []
      : [
          `${plural(moved, 'event')} ${moved === 1 ? 'names' : 'name'} the device’s vector by the number it has here; a number that a vector takes changes places with the one it leaves.`,
        ];
  return { events: moved === 0 ? events : changed, notes };
}

function offsetOf({ config }: Branch): number {
  return config.strategy === 'D' ? (config.esbOffset ?? 0) : ESB_PGOFF;
}

/** The TIMA keeps its offset, and a name that tells it where offsets do not. */
function mappedElsewhere(event: Mapping, before: Branch, after: Branch): Mapping {
  const named = (name: string | undefined, pgoff: number): Mapping => {
    const { name: _, ...rest } = event;
    return { ...rest, pgoff, ...(name === undefined ? {} : { name }) };
  };
  if (isTima(event, before.config))
    return named(
      after.config.strategy === 'D' ? markedName(event.name) : unmarkedName(event.name),
      event.pgoff,
    );
  const pgoff = event.pgoff - offsetOf(before) + offsetOf(after);
  if (event.name === undefined) return { ...event, pgoff };
  return named((after.config.strategy === 'D' ? unmistakableName : plainName)(event.name), pgoff);
}

function reoffset(before: Branch, after: Branch): Changed {
  const { events } = before;
  if ((before.config.strategy === 'D') === (after.config.strategy === 'D')) return { events, notes: [] };
  let moved = 0;
  const changed = events.map((event) => {
    if (event.op !== 'mmap' && event.op !== 'mmapFixed') return event;
    const next = mappedElsewhere(event, before, after);
    if (next.pgoff !== event.pgoff) moved += 1;
    return next;
  });
  const timas = events.filter(
    (event) => (event.op === 'mmap' || event.op === 'mmapFixed') && isTima(event, before.config),
  ).length;
  return {
    events: changed,
    notes: [
      ...(moved === 0
        ? []
        : [
            `${plural(moved, 'mapping')} of the timeline ${moved === 1 ? 'has' : 'have'} the offset that this file wants.`,
          ]),
      ...(timas === 0
        ? []
        : [
            `${plural(timas, 'mapping')} of the TIMA in the timeline ${timas === 1 ? 'keeps its offset' : 'keep their offsets'}; under strategy D its name tells it.`,
          ]),
    ],
  };
}

/** Single calls that stay as they are, and what they come to now. */
function meanings(events: readonly XiveEvent[], { config }: Branch): string[] {
  const offsets = events.filter(
    (event) => (event.op === 'mmap' || event.op === 'mmapFixed') && event.pgoff > ESB_PGOFF,
  ).length;
  const regions = events.filter(({ op }) => op === 'overlayRegion').length;
  const zaps = events.filter(({ op }) => op === 'zap').length;
  const said: string[] = [];
  if (offsets > 0 && config.accept === 'fixed')
    said.push(
      `${plural(offsets, 'mapping')} at other offsets than LISN 0 ${offsets === 1 ? 'is' : 'are'} refused by this kernel with EINVAL; one with MAP_FIXED ${config.failedFixedLeavesHole ? 'leaves a hole' : 'changes nothing'}.`,
    );
  if (regions > 0 && config.strategy !== 'A1')
    said.push(
      `${plural(regions, 'overlay region')} of the timeline ${regions === 1 ? 'stays' : 'stay'}: QEMU’s regions do not ask for a strategy.`,
    );
  if (zaps > 0)
    said.push(
      `${plural(zaps, 'zap')} of the timeline ${zaps === 1 ? 'stays' : 'stay'} besides those of the strategy.`,
    );
  return said;
}

/** `after` has the new config and set-up and still the old events. */
export function changedEvents(before: Branch, after: Branch): Changed {
  const other = reoffset(before, after);
  const numbered =
    (before.config.strategy === 'C') === (after.config.strategy === 'C')
      ? { events: other.events, notes: [] }
      : renumbered(before, after, other.events);
  return {
    events: numbered.events,
    notes: [...other.notes, ...numbered.notes, ...meanings(numbered.events, after)],
  };
}
