/**
 * The store of the AP view of one host and what its gestures do. No DOM: everything outside comes through ApPort,
 * so every flow runs in a test with a fake client.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PaintChoice, PaintPreview } from '../../shared/ap/preview.ts';
import type { ApState, Mdev } from '../../shared/ap/types.ts';
import { type Apqn, adapterOf, domainOf } from '../../shared/apqn.ts';
import type { Edit } from '../../shared/edit.ts';
import { toWireError } from '../../shared/errors.ts';
import {
  type ApPort,
  type ApStore,
  CELL_SIZES,
  COMFORTABLE,
  type MaskProposal,
  type ShownRefusal,
  START,
} from './ap-view-state.ts';
import { cellsOfRefs } from './guest-facts.ts';
import { controlChoice, gestureCells, localChoice, maskGesture, rowsOf } from './host-masks.ts';
import type { GridGesture } from './model.ts';
import { createPreviewer } from './previewer.ts';

function sameList(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((id, at) => id === right[at]);
}

function sameGesture(left: GridGesture & { mdev: string }, right: GridGesture & { mdev: string }): boolean {
  return (
    left.mdev === right.mdev &&
    left.mode === right.mode &&
    sameList(left.adapters, right.adapters) &&
    sameList(left.domains, right.domains)
  );
}

/** The guest as wished, or as the host has it when the wish is to delete it. */
export function guestOf(state: ApState, id: string | null): Mdev | null {
  return state.mdevs.find((mdev) => mdev.id === id) ?? null;
}

export function createApStore(port: ApPort): StoreApi<ApStore> {
  /** Gestures are made one after the other, in the order of the clicks. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return createStore<ApStore>((set, get) => {
    const previewer = createPreviewer<GridGesture & { mdev: string }, PaintPreview>({
      call: ({ mdev, adapters, domains, mode }, signal) =>
        port.call(
          'ap.preview',
          { hostId: port.hostId, gesture: { mdev, adapters: [...adapters], domains: [...domains], mode } },
          { signal },
        ),
      same: sameGesture,
      onAnswer: (preview) => set({ preview }),
      onError: (thrown) => port.say(toWireError(thrown).message, 'error'),
    });

    /** Why painting cannot be done, or the guest to paint. */
    function paintable(): Mdev | string {
      const host = port.host();
      if (!host) return 'No host is shown.';
      const guest = guestOf(host.desired, get().guestId);
      if (!guest) return 'Pick a guest on the left first: then a click gives it queues.';
      if (get().mode === 'assign' && guest.type === 'virtual')
        return `${guest.name} is of the virtual type: its queues come from the mapping tables on the right.`;
      return guest;
    }

    function localPreview(gesture: GridGesture): PaintPreview | null {
      const host = port.host();
      if (!host) return null;
      if (get().mode === 'masks') {
        const meant = maskGesture(host.desired, gesture);
        if (meant.kind === 'nothing') return null;
        const cells =
          meant.kind === 'release'
            ? { adds: rowsOf(meant.cells) }
            : { adds: rowsOf(meant.toGuests), removes: rowsOf(meant.toHost) };
        const notes =
          meant.kind === 'change' && meant.givesAwayDefaultDomain
            ? [`This gives away the host's default domain ${host.desired.defaultDomain}.`]
            : [];
        return {
          choices: [
            localChoice(meant.label, meant.kind === 'change' ? meant.edits : [], { ...cells, notes }),
          ],
        };
      }
      const guest = paintable();
      if (typeof guest === 'string' || gesture.domains.length === 0) return null;
      return { choices: [controlChoice(host.desired, guest, gesture.domains)] };
    }

    function refuse(refusal: ShownRefusal): void {
      set({ refusal, offered: null, made: null });
      port.refused(refusal);
    }

    function settle(): void {
      if (get().refusal !== null) port.refused(null);
      set({ refusal: null, offered: null });
    }

    async function edit(
      label: string,
      edits: readonly Edit[],
      instead: readonly PaintChoice[] = [],
    ): Promise<boolean> {
      try {
        const answer = await port.call('workspace.edit', {
          hostId: port.hostId,
          label: label.slice(0, 200),
          edits: edits.map((one) => ({ ...one })),
        });
        if (!answer.ok) {
          refuse({ what: label, refusal: answer.refusal, instead });
          return false;
        }
        settle();
        set({ made: answer.notes.length > 0 ? { label, notes: answer.notes } : null });
        port.say([`${label}.`, ...answer.notes].join(' '), 'done');
        return true;
      } catch (thrown) {
        port.say(toWireError(thrown).message, 'error');
        return false;
      }
    }

    async function commitPaint(gesture: GridGesture, guest: Mdev): Promise<void> {
      let preview: PaintPreview;
      try {
        preview = await previewer.answerTo({ ...gesture, mdev: guest.id });
      } catch (thrown) {
        port.say(toWireError(thrown).message, 'error');
        return;
      }
      const [first, ...others] = preview.choices;
      if (!first || (first.edits.length === 0 && first.refusal === null)) {
        port.say(first?.label ?? 'Nothing would change here.', 'info');
        return;
      }
      const possible = others.filter((choice) => choice.refusal === null && choice.edits.length > 0);
      if (first.refusal !== null) {
        refuse({ what: first.label, refusal: first.refusal, instead: possible });
        return;
      }
      if (await edit(first.label, first.edits, possible))
        set({ offered: possible.length > 0 ? { done: first.label, others: possible } : null });
    }

    async function commit(gesture: GridGesture): Promise<void> {
      if (get().mode === 'masks') return get().proposeMasks(gesture);
      const guest = paintable();
      if (typeof guest === 'string') return port.say(guest, 'info');
      if (get().mode === 'assign') return commitPaint(gesture, guest);
      if (gesture.domains.length === 0)
        return port.say('Control domains are columns: click a cell or the head of a column.', 'info');
      const host = port.host();
      if (!host) return;
      const choice = controlChoice(host.desired, guest, gesture.domains);
      await edit(choice.label, choice.edits);
    }

    async function proposeMasks(gesture: Pick<GridGesture, 'adapters' | 'domains'>): Promise<void> {
      const host = port.host();
      if (!host) return;
      const meant = maskGesture(host.desired, gesture);
      if (meant.kind === 'nothing') return port.say(meant.label, 'info');
      if (meant.kind === 'change') {
        const risky = meant.collateral.length > 0 || meant.givesAwayDefaultDomain;
        const cells = gestureCells(host.desired, gesture);
        if (risky)
          set({
            proposal: { cells, alternatives: null, change: meant, error: null, shown: null },
            highlight: meant.collateral,
          });
        else if (await edit(meant.label, meant.edits)) set({ proposal: null });
        return;
      }
      const proposal: MaskProposal = {
        cells: meant.cells,
        alternatives: null,
        change: null,
        error: null,
        shown: null,
      };
      settle();
      set({ proposal });
      try {
        const cells = meant.cells.slice(0, 4096);
        const alternatives = await port.call('ap.release', { hostId: port.hostId, cells });
        if (get().proposal === proposal) set({ proposal: { ...proposal, alternatives } });
        const what = cells.length === 1 ? '1 queue' : `${cells.length} queues`;
        port.say(`${alternatives.length} ways to release ${what}; compare them in the inspector.`, 'done');
      } catch (thrown) {
        if (get().proposal === proposal)
          set({ proposal: { ...proposal, error: toWireError(thrown).message } });
      }
    }

    return {
      ...START,
      set,
      setMode: (mode) => {
        previewer.ask(null);
        settle();
        set({ mode, preview: null, proposal: null });
      },
      setCellSize: (size) => {
        if (get().fitsItself)
          return set({
            fitsItself: false,
            cellSize: Math.round(Math.min(COMFORTABLE.most, Math.max(COMFORTABLE.least, size))),
          });
        set({ cellSize: Math.round(Math.min(CELL_SIZES.most, Math.max(CELL_SIZES.least, size))) });
      },
      pickGuest: (guestId) => {
        previewer.ask(null);
        settle();
        set({ guestId, mode: get().mode === 'masks' ? 'assign' : get().mode });
      },
      stepGuest: (by) => {
        const guests = port.host()?.desired.mdevs ?? [];
        if (guests.length === 0) return;
        const at = guests.findIndex((mdev) => mdev.id === get().guestId);
        const next = at < 0 ? (by === 1 ? 0 : guests.length - 1) : (at + by + guests.length) % guests.length;
        get().pickGuest(guests[next]!.id);
      },
      // What was pointed out has done its work once the person moves on.
      setCursor: (cursor) => set({ cursor, ...(get().highlight.includes(cursor) ? {} : { highlight: [] }) }),
      showRefs: (refs) => {
        const host = port.host();
        if (!host) return;
        const highlight = cellsOfRefs(host.desired, refs);
        const guest = refs.find((ref) => ref.kind === 'guest');
        set({
          highlight,
          ...(highlight[0] === undefined ? {} : { cursor: highlight[0] }),
          ...(guest && guestOf(host.desired, guest.id) ? { guestId: guest.id } : {}),
          ...(refs.some((ref) => ref.kind === 'mask') ? { mode: 'masks' as const } : {}),
        });
      },
      hover: (gesture) => {
        set({ hovered: gesture });
        if (get().mode !== 'assign') {
          set({ preview: gesture && localPreview(gesture) });
          return;
        }
        const guest = gesture && paintable();
        previewer.ask(gesture && guest && typeof guest !== 'string' ? { ...gesture, mdev: guest.id } : null);
      },
      commit: (gesture) => inTurn(() => commit(gesture)),
      edit: (label, edits, instead) => inTurn(() => edit(label, edits, instead)),
      applyFix: (fix) => inTurn(() => edit(fix.label, fix.edits)),
      applyInstead: (choice) =>
        inTurn(async () => {
          const offered = get().offered;
          if (offered) {
            if (port.undoLabel() !== offered.done) {
              set({ offered: null });
              port.say('Something else was changed in between: make the choice again on the grid.', 'info');
              return;
            }
            await port.call('workspace.undo', {});
          }
          await edit(choice.label, choice.edits);
        }),
      proposeMasks,
      applyProposal: (alternative) =>
        inTurn(async () => {
          if (await edit(alternative.label, alternative.edits)) set({ proposal: null, highlight: [] });
        }),
      hostChanged: () => {
        previewer.invalidate();
        const host = port.host();
        const { guestId, offered, made } = get();
        const undo = port.undoLabel();
        set({
          ...(host && guestId !== null && !guestOf(host.desired, guestId) ? { guestId: null } : {}),
          ...(made && undo !== made.label ? { made: null } : {}),
          ...(offered && undo !== null && undo !== offered.done ? { offered: null } : {}),
        });
      },
    };
  });
}

/** The cell as the two lists a gesture needs. */
export function cellGesture(apqn: Apqn): Pick<GridGesture, 'adapters' | 'domains'> {
  return { adapters: [adapterOf(apqn)], domains: [domainOf(apqn)] };
}
