/**
 * The store of the XIVE view of one host. No DOM: everything outside comes through XivePort, so every flow runs in a
 * test with a fake client.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Edit } from '../../shared/edit.ts';
import { toWireError } from '../../shared/errors.ts';
import type { XiveEvent } from '../../shared/xive/events.ts';
import type { BranchView, XiveView } from '../../shared/xive/view.ts';
import { sendEdits } from '../panels/view-port.ts';
import { inTurns } from '../store/in-turn.ts';
import type { Selection } from './map/map-props.ts';
import { targetOfRefs } from './targets.ts';
import { type Beside, placeOf, START, type XivePort, type XiveStore } from './xive-view-state.ts';

const EMPTY: Pick<XiveView, 'branches' | 'readings'> = { branches: [], readings: [] };

/** Whether what stands beside is still there; a reading of another host is that host's affair. */
function isThere(beside: Beside, view: Pick<XiveView, 'branches' | 'readings'>, hostId: string): boolean {
  if (beside.kind === 'strategy') return true;
  if (beside.kind === 'branch') return view.branches.some(({ id }) => id === beside.branch);
  return beside.hostId !== hostId || view.readings.some(({ id }) => id === beside.reading);
}

export function createXiveStore(port: XivePort): StoreApi<XiveStore> {
  const inTurn = inTurns();
  let serial = 0;
  /** What was refused last was said of this study. */
  let seen: XiveView | null = null;

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
        const branch = view()?.branches.find(({ id }) => id === shown.id);
        set({
          shown,
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
        set({
          ...(gone ? { shown: null, playing: false, small: null } : {}),
          ...(kept.size < steps.size ? { steps: kept } : {}),
          ...(beside !== null && !isThere(beside, now, port.hostId) ? { beside: null } : {}),
          ...(made !== null && port.undoLabel() !== made.label ? { made: null } : {}),
        });
        if (!isOther) return;
        seen = null;
        set({ refusal: null });
        port.refused(null);
      },
    };
  });
}
