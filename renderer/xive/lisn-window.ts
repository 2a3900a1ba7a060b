/** Which LISNs the seen part of the axis stands for, and how people type them. */
import type { VmMoment } from '../../shared/xive/moment.ts';
import type { MapWindow, SpaceView } from './map/map-props.ts';

function extentOf(vm: VmMoment, view: SpaceView): MapWindow {
  const all = { from: 0, to: 2 * vm.nrIrqs };
  if (view === 'guest') return all;
  const esb = vm.vmas.filter(({ kind }) => kind === 'esb');
  if (view === 'file')
    return {
      from: 0,
      to: Math.max(vm.esbOffset + all.to, ...esb.map(({ pgoff, start, end }) => pgoff + end - start)),
    };
  return {
    from: Math.min(0, ...esb.map(({ start }) => start)),
    to: Math.max(all.to, ...esb.map(({ end }) => end)),
  };
}

/** Where ESB page 0 stands on the axis. */
function origin(vm: VmMoment, view: SpaceView): number {
  if (view === 'guest') return 0;
  if (view === 'file') return vm.esbOffset;
  const base = vm.regions.find((region) => region.base);
  return base === undefined || base.page === null ? 0 : base.page - 2 * base.firstLisn;
}

export function windowOfLisns(vm: VmMoment, view: SpaceView, first: number, last: number): MapWindow {
  const start = origin(vm, view);
  return { from: start + 2 * first, to: start + 2 * last + 2 };
}

/** LISNs that are at least partly seen; null = the window shows none. */
export function lisnsOfWindow(
  vm: VmMoment,
  view: SpaceView,
  window: MapWindow | null,
): readonly [first: number, last: number] | null {
  const { from, to } = window ?? extentOf(vm, view);
  const start = origin(vm, view);
  const first = Math.max(0, Math.floor((from - start) / 2));
  const last = Math.min(vm.nrIrqs - 1, Math.ceil((to - start) / 2) - 1);
  return first <= last ? [first, last] : null;
}

/** `0x1304`, `4868` or `0x1300-0x1310`; null when it is none. */
export function parseLisns(text: string): readonly [first: number, last: number] | null {
  const found = /^\s*(?:lisn\s*)?(0x[0-9a-f]+|\d+)\s*(?:(?:-|–|\.\.|to)\s*(0x[0-9a-f]+|\d+))?\s*$/i.exec(
    text,
  );
  if (found === null) return null;
  const first = Number(found[1]);
  const last = found[2] === undefined ? first : Number(found[2]);
  return first <= last ? [first, last] : [last, first];
}
