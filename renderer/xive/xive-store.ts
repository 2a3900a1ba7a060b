/**
 * The store of the XIVE view of one host. No DOM: everything outside comes through XivePort, so every flow runs in a
 * test with a fake client.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Edit } from '../../shared/edit.ts';
import { toWireError } from '../../shared/errors.ts';
import type { XiveEvent } from '../../shared/xive/events.ts';
import type { Place } from '../../shared/xive/moment.ts';
import type { BranchView, XiveView } from '../../shared/xive/view.ts';
import { sendEdits } from '../panels/view-port.ts';
import { inTurns } from '../store/in-turn.ts';
import type { Selection } from './map/map-props.ts';
import { targetOfRefs } from './targets.ts';
import { type Beside, placeOf, START, type XivePort, type XiveStore } from './xive-view-state.ts';

const EMPTY: Study = { branches: [], readings: [] };

type Study = Pick<XiveView, 'branches' | 'readings'>;

/** Whether what stands beside is there and is not what is shown; a reading of another host is that host's affair. */
function stillBeside(beside: Beside, view: Study, hostId: string, place: Place | null): boolean {
  if (beside.kind === 'strategy') {
    if (place?.kind !== 'branch') return false;
    return view.branches.find(({ id }) => id === place.branch)?.config.strategy !== beside.strategy;
  }
  if (beside.kind === 'branch')
    return (
      view.branches.some(({ id }) => id === beside.branch) &&
      !(place?.kind === 'branch' && place.branch === beside.branch)
    );
  if (beside.hostId !== hostId) return true;
  return (
    view.readings.some(({ id }) => id === beside.reading) &&
    !(place?.kind === 'reading' && place.reading === beside.reading)
  );
}

/** The branch that one was made from, and so on: the first of all. Branches of one story have their LISNs in common. */
function storyOf(view: Study, id: string): string {
  const parent = view.branches.find((branch) => branch.id === id)?.parent?.branch;
  return parent === undefined || !view.branches.some((branch) => branch.id === parent)
    ? id
    : storyOf(view, parent);
}

/** Where to go when a branch is gone: to what it was made from, if that is there. */
function parentOf(before: Study | null, now: Study, id: string): XiveStore['shown'] {
  const parent = before?.branches.find((branch) => branch.id === id)?.parent?.branch;
  if (parent === undefined) return null;
  return now.branches.some((branch) => branch.id === parent)
    ? { kind: 'branch', id: parent }
    : parentOf(before, now, parent);
}

export function createXiveStore(port: XivePort): StoreApi<XiveStore> {
  const inTurn = inTurns();
  let serial = 0;
  /** What was refused last was said of this study. */
  let seen: XiveView | null = null;
  /** Edits of this view that the engine has not answered yet. */
  let asking = 0;
  /** As it was when the host changed last. */
  let before: XiveView | null = null;

  return createStore<XiveStore>((set, get) => {
    const view = () => port.host()?.desired ?? null;

    /** A broken connection has its banner, which says it once for all that fails meanwhile. */
    function fail(thrown: unknown): void {
      const { code, message } = toWireError(thrown);
      if (code !== 'disconnected' && code !== 'cancelled') port.say(message, 'error');
    }

    function shownBranch(): { readonly branch: BranchView; readonly step: number } | null {
      const now = view();
      const place = now === null ? null : placeOf(now, get());
      if (now === null || place?.kind !== 'branch') return null;
      const branch = now.branches.find(({ id }) => id === place.branch);
      return branch === undefined ? null : { branch, step: place.step };
    }

    function stepsWith(branch: string, step: number): ReadonlyMap<string, number> {
      return new Map(get().steps).set(branch, step);
    }

    async function edit(label: string, edits: readonly Edit[]): Promise<boolean> {
      if (edits.length === 0) {
        port.say(`${label}: nothing would change.`, 'info');
        return false;
      }
      asking += 1;
      try {
        const answer = await sendEdits(port, label, edits);
        if (!answer.ok) {
          const refusal = { what: label, refusal: answer.refusal };
          seen = view();
          set({ refusal, made: null });
          port.refused(refusal);
          return false;
        }
        port.refused(null);
        set({ refusal: null, made: answer.notes.length > 0 ? { label, notes: answer.notes } : null });
        port.say([`${label}.`, ...answer.notes].join(' '), 'done');
        return true;
      } catch (thrown) {
        fail(thrown);
        return false;
      } finally {
        asking -= 1;
      }
    }

    async function happen(label: string, events: readonly XiveEvent[]): Promise<boolean> {
      const here = shownBranch();
      if (here === null) {
        port.say('A reading is what was captured: study it to let something happen.', 'info');
        return false;
      }
      const { branch, step } = here;
      const made = await edit(label, [
        { family: 'xive', op: 'insertEvents', branch: branch.id, at: step, events: [...events] },
      ]);
      if (made) set({ steps: stepsWith(branch.id, step + events.length), playing: false, small: null });
      return made;
    }

    return {
      ...START,
      set,
      select: (selected) => set({ selected }),
      show: (target: Selection) => {
        serial += 1;
        set({ selected: target, goTo: { target, serial } });
      },
      open: (shown, step = null) => {
        const now = view() ?? EMPTY;
        const branch = now.branches.find(({ id }) => id === shown.id);
        const { beside, steps } = get();
        const place = placeOf(now, get());
        const [was, next] = [place, placeOf(now, { shown, steps })].map((one) =>
          one?.kind === 'branch' ? storyOf(now, one.branch) : (one?.kind ?? null),
        );
        const sameStory = was === next;
        // A branch that is made just now has the numbers of its parent, whether it was pushed already or not.
        const isMade = shown.kind === 'branch' && branch === undefined;
        set({
          shown,
          ...(sameStory || isMade ? {} : { window: null, selected: null, goTo: null, vm: null }),
          ...(beside !== null &&
          !isMade &&
          !stillBeside(beside, now, port.hostId, placeOf(now, { shown, steps }))
            ? { beside: null }
            : {}),
          playing: false,
          small: null,
          made: null,
          ...(shown.kind === 'branch' && step !== null
            ? { steps: stepsWith(shown.id, Math.max(0, Math.min(step, branch?.events ?? step))) }
            : {}),
        });
      },
      goToStep: (step) => {
        const here = shownBranch();
        if (here === null) return;
        const next = Math.max(0, Math.min(Math.round(step), here.branch.events));
        set({ steps: stepsWith(here.branch.id, next), playing: false, small: null });
      },
      play: (playing) => {
        const here = shownBranch();
        if (!playing || here === null) return set({ playing: false });
        // At the end there is nothing left to play: it starts again.
        const atEnd = here.step >= here.branch.events;
        set({
          playing: here.branch.events > 0,
          small: null,
          ...(atEnd ? { steps: stepsWith(here.branch.id, 0) } : {}),
        });
      },
      happen: (label, events) => inTurn(() => happen(label, events)),
      edit: (label, edits) => inTurn(() => edit(label, edits)),
      showRefs: (refs) => {
        const target = targetOfRefs(refs, view() ?? EMPTY);
        if (target === null) return;
        if (target.shown !== null) get().open(target.shown, target.step);
        if (target.vm !== null) set({ vm: target.vm });
        if (target.selection !== null) get().show(target.selection);
      },
      pickGuest: (vm) => set({ vm }),
      dismiss: () => {
        const { refusal, small, playing } = get();
        port.refused(null);
        set({ refusal: null, ...(refusal === null ? { small: null, playing: false } : {}) });
        return refusal !== null || small !== null || playing;
      },
      hostChanged: () => {
        const now = view();
        if (now === null) return;
        const { shown, beside, made, steps } = get();
        const isOther = seen !== null && seen !== now;
        const gone =
          shown !== null &&
          ![...(shown.kind === 'branch' ? now.branches : now.readings)].some(({ id }) => id === shown.id);
        const kept = new Map([...steps].filter(([id]) => now.branches.some((branch) => branch.id === id)));
        const next = gone ? { shown: parentOf(before, now, shown.id), steps: kept } : { shown, steps: kept };
        const known = before?.branches ?? null;
        const fresh =
          known === null ? [] : now.branches.filter(({ id }) => !known.some((one) => one.id === id));
        before = now;
        set({
          ...(gone ? { shown: next.shown, playing: false, small: null } : {}),
          ...(kept.size < steps.size ? { steps: kept } : {}),
          ...(beside !== null && !stillBeside(beside, now, port.hostId, placeOf(now, next))
            ? { beside: null }
            : {}),
          ...(made !== null && port.undoLabel() !== made.label ? { made: null } : {}),
        });
        // Dialogs of this view open what they make; a fix, or an undo that brings a branch back, leaves that to us.
        const [only] = fresh;
        if (only !== undefined && fresh.length === 1 && only.id !== get().shown?.id && asking === 0) {
          get().open({ kind: 'branch', id: only.id });
          port.say(`The branch “${only.name}” is new, and is shown now.`, 'info');
        }
        if (!isOther) return;
        seen = null;
        set({ refusal: null });
        port.refused(null);
      },
    };
  });
}
