/** What each event does. */
import type { XiveEvent, XiveOp } from '../../../../shared/xive/events.ts';
import { type HwPage, NO_PAGE, parseHwPage, phbPage, sourceOfHwPage } from '../../../../shared/xive/pages.ts';
import { claim, createMissing, freeNumbers } from './claims.ts';
import { closeDevice, configure, createDevice, fork, infoPic, resetDevice, timaTouch } from './control.ts';
import {
  driverStarts,
  machineReset,
  ownersOfVectors,
  plug,
  pluggedDevice,
  removeUnclean,
  unplug,
} from './devices.ts';
import { type Draft, type VmDraft } from './draft.ts';
import { esbAccess, fire, handle, line, reachedBy, touched, touchLisn } from './esb.ts';
import { access } from './faults.ts';
import { enableVectors, plugUnplugLoop } from './loops.ts';
import { mmap, mmapFixed, munmap } from './mapping.ts';
import { clrMapped, createSource, setMapped, zapLisn } from './owners.ts';
import { parseMaps } from './parse-maps.ts';
import { madvise, mprotect, mremap } from './protecting.ts';
import { overlayRegion, removeOverlayRegion } from './regions.ts';

type Handler<Event> = (draft: Draft, vm: VmDraft, event: Event) => void;
type Handlers = { readonly [Op in XiveOp]: Handler<Extract<XiveEvent, { readonly op: Op }>> };

/** A page an event names; the schema has looked at it already. */
function hw(text: string): HwPage {
  return parseHwPage(text) ?? NO_PAGE;
}

type Owners = Extract<XiveEvent, { readonly op: 'plug' }>['owner'];

/** Source of each vector: `phb1` counts from source 0, `phb1[4]` from 4; a list goes on after its last page. */
export function ownersOf(owner: Owners, vectors: number): readonly HwPage[] {
  const given =
    typeof owner === 'string' ? [owner.includes('[') ? hw(owner) : hw(`${owner}[0]`)] : owner.map(hw);
  return ownersOfVectors(given.map(sourceOfHwPage), vectors);
}

export const HANDLERS: Handlers = {
  mmap,
  mmapFixed,
  munmap: (draft, vm, { at, pages }) => munmap(draft, vm, at, pages),
  mprotect,
  mremap: (draft, vm, { at, pages, to }) => mremap(draft, vm, at, pages, to),
  madvise: (draft, vm, { at, pages }) => madvise(draft, vm, at, pages),
  fork: (draft, vm, { name }) => fork(draft, vm, name),
  touch: (draft, vm, { page, access: kind = 'load' }) => {
    const reached = reachedBy(draft, page, access(draft, vm, page, { by: 'process', kind }));
    if (reached !== null) touched(draft, vm, reached, kind);
  },
  guestTouch: (draft, vm, { lisn, parity, access: kind = 'load' }) =>
    touchLisn(draft, vm, 'guest', { lisn, parity, kind }),
  monitorTouch: (draft, vm, { lisn, parity }) => touchLisn(draft, vm, 'qemu', { lisn, parity, kind: 'load' }),
  timaTouch: (draft, vm, { view }) => timaTouch(draft, vm, view),
  createDevice,
  closeDevice,
  resetDevice,
  createSource,
  configure,
  setMapped: (draft, vm, { lisn, owner }) => setMapped(draft, vm, lisn, hw(owner)),
  clrMapped: (draft, vm, { lisn }) => clrMapped(draft, vm, lisn),
  zap: (draft, vm, { lisn }) => zapLisn(draft, vm, lisn),
  overlayRegion,
  removeOverlayRegion: (draft, vm, { name }) => removeOverlayRegion(draft, vm, name),
  load: (draft, vm, { lisn, offset }) => {
    const [parity, at] = offset === 'trigger' ? ([0, 0] as const) : ([1, offset] as const);
    esbAccess(draft, vm, 'guest', { kind: 'load', lisn, parity, offset: at });
  },
  store: (draft, vm, { lisn, offset }) => {
    const [parity, at] = offset === 'trigger' ? ([0, 0] as const) : ([1, offset] as const);
    esbAccess(draft, vm, 'guest', { kind: 'store', lisn, parity, offset: at });
  },
  hcallEsb: (draft, vm, { lisn, access: kind, offset }) => {
    esbAccess(draft, vm, 'qemu', { kind, lisn, parity: 1, offset });
  },
  fire: (draft, vm, { source }) => fire(draft, vm, hw(source)),
  line: (draft, vm, { lisn, level }) => line(draft, vm, lisn, level),
  handle: (draft, vm, { lisn }) => handle(draft, vm, lisn),
  alloc: (draft, vm, { n, kind = 'msix' }) => {
    const first = claim(draft, vm, { n, kind, passedThrough: false });
    if (first === null) return;
    draft.outcome.first = first;
    createMissing(draft, vm, first, n);
  },
  free: (draft, vm, { first, n }) => freeNumbers(draft, vm, first, n),
  qemuFree: (draft, vm, { first, n }) => freeNumbers(draft, vm, first, n),
  plug: (draft, vm, { dev, owner, vectors, kind = 'msix', connect = true }) => {
    plug(draft, vm, { name: dev, owners: ownersOf(owner, vectors), kind, connect });
  },
  unplug: (draft, vm, { dev }) => unplug(draft, vm, dev),
  removeUnclean: (draft, vm, { dev }) => removeUnclean(draft, vm, dev),
  driverStarts: (draft, vm, { dev, vectors }) => driverStarts(draft, vm, dev, vectors),
  machineReset,
  touchAllMgmt: (draft, vm, { dev }) => {
    const device = pluggedDevice(draft, vm, dev);
    if (device === null || device.first === null) return;
    for (let vector = 0; vector < device.vectors; vector += 1)
      touchLisn(draft, vm, 'guest', { lisn: device.first + vector, parity: 1, kind: 'load' });
  },
  enableVectors,
  plugUnplugLoop: (draft, vm, { times, vectors, owner }) => {
    const owners =
      owner === undefined
        ? Array.from({ length: vectors }, (_, vector) => phbPage(1, vector))
        : ownersOf(owner, vectors);
    plugUnplugLoop(draft, vm, { times, owners });
  },
  parseMaps: (draft, _vm, { text }) => {
    draft.outcome.maps = parseMaps(text, draft.config.pageSize);
  },
  infoPic,
  vmState: (draft, vm, { change }) => {
    infoPic(draft, vm);
    if (change === 'start') vm.running = true;
    if (change === 'stop') vm.running = false;
  },
};
