/** Strategy C: a range of LISNs for passed-through devices alone, with a mapping of its own; and back. */
import { ESB_PGOFF, lisnName } from '../../../../shared/xive/pages.ts';
import type { Setup, SetupVm, SetupVma, XiveConfig } from '../../../../shared/xive/types.ts';

interface Ranged {
  readonly config: XiveConfig;
  readonly setup: Setup;
  readonly notes: readonly string[];
}

const OWN_MAPPING = 'VMA-C';
/** Pages left between other mappings and this one, so that nobody takes it for a piece of them. */
const GAP = 64;

function esbOf(lisn: number): number {
  return ESB_PGOFF + 2 * lisn;
}

function holds({ pgoff, start, end }: SetupVma, filePage: number): boolean {
  return pgoff >= ESB_PGOFF && pgoff < filePage && filePage < pgoff + end - start;
}

/** The mapping that serves the range now ends before it, and a new one behind all others serves it. */
function split(vm: SetupVm, first: number, end: number): SetupVm {
  const cut = esbOf(first);
  const free = Math.max(0, ...vm.vmas.map((vma) => vma.end)) + GAP;
  const own = { start: free, end: free + 2 * (end - first), pgoff: cut, name: OWN_MAPPING };
  const reaches = vm.vmas.some((vma) => holds(vma, cut) && vma.pgoff + vma.end - vma.start <= esbOf(end));
  if (!reaches && vm.vmas.some((vma) => vma.pgoff >= ESB_PGOFF && vma.pgoff + vma.end - vma.start > cut))
    return vm;
  return {
    ...vm,
    vmas: [
      ...vm.vmas.map((vma) => (holds(vma, cut) ? { ...vma, end: vma.start + cut - vma.pgoff } : vma)),
      own,
    ],
    // What was populated there keeps its page through the new mapping.
    populated: vm.populated.map((page) => {
      const vma = vm.vmas.find(
        (one) => holds(one, cut) && page >= one.start + cut - one.pgoff && page < one.end,
      );
      return vma === undefined ? page : page - (vma.start + cut - vma.pgoff) + free;
    }),
  };
}

/**
 * The upper half of the MSIs, unless a range is given: no LISN and no guest address is new, and emulated devices keep
 * the lower half.
 */
export function withOwnRange({ config, setup }: Omit<Ranged, 'notes'>): Ranged {
  // Even, so that blocks of both halves can begin at their first number (XIVE-R14); of two or three MSIs each half has one.
  const half = Math.max(1, (config.msiCount >> 2) * 2);
  const [first, end] = config.rangeC ?? [config.msiBase + half, config.msiBase + config.msiCount];
  const within = config.rangeC === null;
  const devices = setup.vms.flatMap((vm) => vm.devices.map(({ name }) => name));
  return {
    config: { ...config, rangeC: [first, end], msiCount: within ? half : config.msiCount },
    setup: { vms: setup.vms.map((vm) => split(vm, first, end)) },
    notes: [
      `Passed-through devices take LISNs ${lisnName(first)} to ${lisnName(end - 1)}${within ? ', the upper half of the MSIs' : ''}, which have a mapping of their own; emulated devices share what is left.`,
      ...(devices.length > 0
        ? ['Devices that are plugged before the first event keep their numbers outside that range.']
        : []),
    ],
  };
}

function joined(vm: SetupVm, first: number, end: number): SetupVm {
  const own = vm.vmas.find(({ name, pgoff }) => name === OWN_MAPPING && pgoff === esbOf(first));
  const base = vm.vmas.find((vma) => vma !== own && vma.pgoff + vma.end - vma.start === esbOf(first));
  if (own === undefined || base === undefined) return { ...vm, vmas: vm.vmas.filter((vma) => vma !== own) };
  const grown = { ...base, end: base.end + 2 * (end - first) };
  const others = vm.vmas.filter((vma) => vma !== own && vma !== base);
  const room = others.every((vma) => vma.end <= base.end || vma.start >= grown.end);
  if (!room) return vm;
  return {
    ...vm,
    vmas: vm.vmas.flatMap((vma) => (vma === own ? [] : vma === base ? [grown] : [vma])),
    populated: vm.populated.map((page) =>
      page >= own.start && page < own.end ? page - own.start + base.end : page,
    ),
  };
}

/** The range goes back to the MSIs it was taken from, its mapping to the base mapping. */
export function withoutOwnRange({ config, setup }: Omit<Ranged, 'notes'>): Ranged {
  if (config.rangeC === null) return { config, setup, notes: [] };
  const [first, end] = config.rangeC;
  const adjoins = first === config.msiBase + config.msiCount && end <= config.nrIrqs;
  return {
    config: {
      ...config,
      rangeC: null,
      msiCount: adjoins ? end - config.msiBase : config.msiCount,
    },
    setup: { vms: setup.vms.map((vm) => joined(vm, first, end)) },
    notes: ['The range of strategy C and its mapping are gone: all devices share the MSIs again.'],
  };
}
