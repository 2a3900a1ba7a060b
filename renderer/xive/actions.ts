/** Verbs of the XIVE view; toolbar, menus, palette and shortcut list read them. They act on the host that is shown. */
import type { StoreApi } from 'zustand/vanilla';
import type { VmMoment } from '../../shared/xive/moment.ts';
import { unpackRuns } from '../../shared/xive/moment.ts';
import type { XiveView } from '../../shared/xive/view.ts';
import { type Action, actionsOf } from '../app/action.ts';
import { ESB_VERBS, type EsbVerb } from './esb-verbs.ts';
import { zoomedWindow } from './map/zoomed-window.ts';
import { placeOf, type XiveStore, type XiveViewState } from './xive-view-state.ts';

export interface XiveActionContext {
  readonly store: StoreApi<XiveStore>;
  readonly desired: XiveView;
}

/** Address pages that are stale or misresolved, ascending. */
export function badPages(vm: VmMoment): readonly number[] {
  const bad = unpackRuns(vm.pages).filter(({ state }) => state === 'stale' || state === 'misresolved');
  return bad
    .flatMap(({ page, count, stride }) => Array.from({ length: count }, (_, at) => page + at * stride))
    .toSorted((left, right) => left - right);
}

/** The next one in that direction, around the end. */
export function nextBad(pages: readonly number[], from: number | null, by: 1 | -1): number | null {
  if (pages.length === 0) return null;
  const ordered = by === 1 ? pages : pages.toReversed();
  return ordered.find((page) => from === null || (page - from) * by > 0) ?? ordered[0]!;
}

/** Null = the view is not shown: its verbs are listed with the reason. `vm` = the guest that is drawn. */
export function xiveActions(
  context: () => XiveActionContext | null,
  vm: () => VmMoment | null,
  route: () => string,
  focusGoTo: () => void,
): readonly Action[] {
  const state = () => context()?.store.getState();
  const here = () => {
    if (context() === null) return 'Open the XIVE study of a host first.';
    return state()?.dialog === null ? null : 'Close the dialog first.';
  };
  /** From the overview it is gone to first; other views have a search of their own by the same keys. */
  const fromAnywhere = () => (context() === null && route() === 'overview' ? null : here());
  const place = () => {
    const now = context();
    return now === null ? null : placeOf(now.desired, now.store.getState());
  };
  const needsBranch = () =>
    here() ??
    (place()?.kind === 'branch'
      ? null
      : 'A reading is one moment of a real guest: study it, and it gets a timeline.');
  const needsMoment = () => here() ?? (vm() === null ? 'Nothing is drawn yet.' : null);
  const needsBad = () =>
    needsMoment() ??
    (vm()!.counts.stale + vm()!.counts.misresolved === 0 ? 'No page is stale or misresolved here.' : null);
  const needsSource = () =>
    needsBranch() ??
    (state()?.selected?.kind === 'source' ? null : 'Select a source first: click it, or go to its LISN.');

  const step = () => {
    const now = place();
    return now?.kind === 'branch' ? now.step : 0;
  };
  const events = () => {
    const now = place();
    const branch =
      now?.kind === 'branch' ? context()?.desired.branches.find(({ id }) => id === now.branch) : null;
    return branch?.events ?? 0;
  };
  const set = (part: Partial<XiveViewState>) => () => state()?.set(part);
  const goBad = (by: 1 | -1) => () => {
    const selected = state()?.selected;
    const from =
      selected?.kind === 'page' ? selected.page : selected?.kind === 'source' ? 2 * selected.lisn : null;
    const next = nextBad(badPages(vm()!), from, by);
    if (next !== null) state()?.show({ kind: 'page', page: next });
  };
  const zoom = (factor: number) => () => {
    const now = state();
    if (now !== undefined) now.set({ window: zoomedWindow(vm()!, now.view, now.window, factor) });
  };
  const esb = (verb: EsbVerb) => () => {
    const selected = state()?.selected;
    const drawn = vm();
    if (selected?.kind !== 'source' || drawn === null) return;
    const { lisn } = selected;
    const lsi = drawn.sources.some((run) => run.lsi && run.from <= lisn && lisn <= run.to);
    const { label, event } = ESB_VERBS[verb].make(lisn, lsi, drawn.vm);
    void state()?.happen(label, [event]);
  };
  const action = actionsOf('xive');
  return [
    action('play', 'grid', 'play', 'Play or pause the timeline', 'P', needsBranch, () =>
      state()?.play(state()?.playing !== true),
    ),
    action('stepBack', 'grid', 'chevronLeft', 'Go one step back', ',', needsBranch, () =>
      state()?.goToStep(step() - 1),
    ),
    action('stepForward', 'grid', 'chevronRight', 'Go one step forward', '.', needsBranch, () =>
      state()?.goToStep(step() + 1),
    ),
    action('firstStep', 'grid', 'chevronLeft', 'Go before the first event', '<', needsBranch, () =>
      state()?.goToStep(0),
    ),
    action('lastStep', 'grid', 'chevronRight', 'Go behind the last event', '>', needsBranch, () =>
      state()?.goToStep(events()),
    ),
    action('insert', 'guest', 'plus', 'Insert an event here', 'I', needsBranch, () =>
      state()?.set({ dialog: { kind: 'event', at: step(), event: null } }),
    ),
    action('branch', 'guest', 'graph', 'Branch here', 'B', needsBranch, () =>
      state()?.set({ dialog: { kind: 'branch', step: step(), strategy: null } }),
    ),
    action(
      'setUp',
      'guest',
      'machine',
      'Set-up and kernel of this branch: cleaning, numbering, page size…',
      undefined,
      needsBranch,
      () => {
        const now = place();
        if (now?.kind === 'branch') state()?.set({ dialog: { kind: 'set-up', branch: now.branch } });
      },
    ),
    action('plug', 'guest', 'plus', 'Plug a new device', 'D', needsBranch, () =>
      state()?.set({ dialog: { kind: 'plug', name: null } }),
    ),
    action('compare', 'grid', 'layers', 'Compare with strategy C', 'C', needsBranch, () =>
      state()?.set({
        beside: { kind: 'strategy', strategy: 'C' },
        bottomTab: 'comparison',
        bottomOpen: true,
      }),
    ),
    action('alone', 'grid', 'close', 'Stop comparing', 'Shift+C', here, set({ beside: null })),
    action('nextBad', 'grid', 'warning', 'Go to the next stale page', 'N', needsBad, goBad(1)),
    action('previousBad', 'grid', 'warning', 'Go to the stale page before', 'Shift+N', needsBad, goBad(-1)),
    ...(Object.keys(ESB_VERBS) as EsbVerb[]).map((verb) =>
      action(
        verb,
        'guest',
        ESB_VERBS[verb].icon,
        ESB_VERBS[verb].long,
        ESB_VERBS[verb].shortcut,
        needsSource,
        esb(verb),
      ),
    ),
    action('goTo', 'grid', 'search', 'Go to a LISN', 'Mod+G', fromAnywhere, focusGoTo),
    action(
      'guest',
      'grid',
      'guest',
      'Show what the guest sees',
      'Alt+1',
      here,
      set({ view: 'guest', window: null }),
    ),
    action(
      'file',
      'grid',
      'file',
      'Show the offsets of the device file',
      'Alt+2',
      here,
      set({ view: 'file', window: null }),
    ),
    action(
      'qemu',
      'grid',
      'machine',
      'Show QEMU’s memory',
      'Alt+3',
      here,
      set({ view: 'qemu', window: null }),
    ),
    action('fit', 'grid', 'fit', 'Show the whole space', 'Alt+0', here, set({ window: null })),
    action('nearer', 'grid', 'zoomIn', 'Zoom in', '+', needsMoment, zoom(2)),
    action('farther', 'grid', 'zoomOut', 'Zoom out', '-', needsMoment, zoom(0.5)),
    action('legend', 'grid', 'info', 'Show or hide the legend', 'L', here, () =>
      state()?.set({ legend: state()?.legend !== true }),
    ),
    action('bottom', 'view', 'list', 'Show or hide the bottom panel', 'Alt+B', here, () =>
      state()?.set({ bottomOpen: state()?.bottomOpen !== true }),
    ),
    action(
      'newBranch',
      'guest',
      'plus',
      'New guest to study',
      'Alt+N',
      here,
      set({ dialog: { kind: 'new-branch' } }),
    ),
    action(
      'export',
      'plan',
      'export',
      'Export scenario, trace and calls',
      'Alt+E',
      needsBranch,
      set({ dialog: { kind: 'export' } }),
    ),
  ];
}
