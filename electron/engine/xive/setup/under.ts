/** A branch as it would be under another strategy: the same life, with the mappings, offsets and range that strategy needs. */
import { ESB_PGOFF, lisnName } from '../../../../shared/xive/pages.ts';
import type { Branch, Setup, SetupVm, StrategyId, XiveConfig } from '../../../../shared/xive/types.ts';
import { changedEvents } from './under-events.ts';
import { withoutOwnRange, withOwnRange } from './own-range.ts';
import { isTima, markedName, plainName, unmarkedName, unmistakableName } from './tima.ts';

export interface UnderStrategy {
  readonly branch: Branch;
  /** What had to be changed besides the strategy, and events that mean another thing now. */
  readonly notes: readonly string[];
}

interface Draft {
  readonly config: XiveConfig;
  readonly setup: Setup;
  readonly notes: readonly string[];
}

function hasOwnOverlays({ events }: Branch, strategy: 'A1' | 'A2'): boolean {
  const op = strategy === 'A1' ? 'overlayRegion' : 'mmapFixed';
  return events.some((event) => event.op === op);
}

/** The kernel of the proposals: any offset, and faults that count from the start of the file. */
function proposed(config: XiveConfig): XiveConfig {
  return { ...config, accept: 'any', faultIndex: 'absolute' };
}

function overlaid(branch: Branch, config: XiveConfig, strategy: 'A1' | 'A2'): Draft {
  const own = hasOwnOverlays(branch, strategy);
  const was = branch.config.overlayWhen;
  const overlayWhen = own ? 'never' : was === 'never' ? 'afterLast' : was;
  const note = own
    ? 'The timeline has overlays of its own, so plug makes none.'
    : 'Every plug makes its overlay after the last change of owners (overlay: afterLast).';
  return {
    config: { ...proposed(config), overlayWhen },
    setup: branch.setup,
    notes: ['It needs a kernel that takes any offset and counts faults from the start of the file.', note],
  };
}

type Line = SetupVm['vmas'][number];

function withLines({ vms }: Setup, change: (vma: Line) => Line): Setup {
  return { vms: vms.map((vm) => ({ ...vm, vmas: vm.vmas.map(change) })) };
}

/** The fd of the ESB pages starts with LISN 0, the device fd with the TIMA. */
function intoOwnFd(setup: Setup, config: XiveConfig): Setup {
  return withLines(setup, (vma) =>
    isTima(vma, config)
      ? { ...vma, name: markedName(vma.name) }
      : { ...vma, name: unmistakableName(vma.name), pgoff: vma.pgoff - ESB_PGOFF },
  );
}

function intoDeviceFd(setup: Setup, config: XiveConfig): Setup {
  const offset = config.esbOffset ?? lowestOffset(setup, config);
  return withLines(setup, (vma) =>
    isTima(vma, config)
      ? { ...vma, name: unmarkedName(vma.name) ?? 'TIMA' }
      : { ...vma, name: plainName(vma.name), pgoff: vma.pgoff - offset + ESB_PGOFF },
  );
}

/** What the old strategy brought is taken away first, so that ways there and back end where they began. */
function plain({ config, setup }: Branch): Draft {
  const back = config.strategy === 'C' ? withoutOwnRange({ config, setup }) : { config, setup, notes: [] };
  return {
    config: {
      ...back.config,
      accept: 'fixed',
      faultIndex: 'relative',
      overlayWhen: 'never',
      esbOffset: null,
    },
    setup: config.strategy === 'D' ? intoDeviceFd(back.setup, config) : back.setup,
    notes: back.notes,
  };
}

function lowestOffset({ vms }: Setup, config: XiveConfig): number {
  const offsets = vms.flatMap(({ vmas }) => vmas.flatMap((vma) => (isTima(vma, config) ? [] : [vma.pgoff])));
  return offsets.reduce((least, offset) => Math.min(least, offset), offsets[0] ?? 0);
}

function draftFor(branch: Branch, strategy: StrategyId): Draft {
  const { config, setup, notes } = plain(branch);
  const named = { ...config, strategy };
  switch (strategy) {
    case 'A1':
    case 'A2': {
      const draft = overlaid({ ...branch, setup }, named, strategy);
      return { ...draft, notes: [...notes, ...draft.notes] };
    }
    case 'C': {
      const draft = withOwnRange({ config: proposed(named), setup });
      return { ...draft, notes: [...notes, ...draft.notes] };
    }
    case 'D':
      return {
        config: { ...proposed(named), esbOffset: 0 },
        setup: intoOwnFd(setup, config),
        notes: [
          ...notes,
          `The ESB pages have an fd of their own that starts with LISN ${lisnName(0)}, so offsets are ${ESB_PGOFF} pages lower. That names the pages otherwise and keeps nobody from old ones.`,
        ],
      };
    case 'none':
    case 'B0':
    case 'B1':
      return { config: named, setup, notes };
  }
}

function made(branch: Branch, strategy: StrategyId): UnderStrategy {
  const { config, setup, notes } = draftFor(branch, strategy);
  const { events, notes: more } = changedEvents(branch, { ...branch, config, setup });
  return { branch: { ...branch, config, setup, events }, notes: [...notes, ...more] };
}

const known = new WeakMap<Branch, Map<StrategyId, UnderStrategy>>();

/** The same branch when it has that strategy already. Same object for the same arguments, so that timelines are kept. */
export function underStrategy(branch: Branch, strategy: StrategyId): UnderStrategy {
  const ways = known.get(branch) ?? new Map<StrategyId, UnderStrategy>();
  known.set(branch, ways);
  const way =
    ways.get(strategy) ??
    (branch.config.strategy === strategy ? { branch, notes: [] } : made(branch, strategy));
  ways.set(strategy, way);
  return way;
}
