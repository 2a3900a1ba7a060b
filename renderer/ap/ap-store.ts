/**
 * The store of the AP view of one host and what its gestures do. No DOM: everything outside comes through ApPort,
 * so every flow runs in a test with a fake client.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Gesture, PaintChoice, PaintPreview } from '../../shared/ap/preview.ts';
import type { ApState, Mdev } from '../../shared/ap/types.ts';
import { type Apqn, adapterOf, domainOf } from '../../shared/apqn.ts';
import type { Edit } from '../../shared/edit.ts';
import { toWireError } from '../../shared/errors.ts';
import {
  type ApPort,
  type ApStore,
  CELL_SIZES,
  COMFORTABLE,
  proposalOf,
  type ShownRefusal,
  START,
} from './ap-view-state.ts';
import { apqnsOf } from './grid/preview-cells.ts';
import type { GridGesture } from './model.ts';
import { sendEdits } from '../panels/view-port.ts';
import { inTurns } from '../store/in-turn.ts';
import { createPreviewer } from '../store/previewer.ts';
import { cellsOfRefs } from './state-cells.ts';

function sameList(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((id, at) => id === right[at]);
}

type Question = GridGesture & Pick<Gesture, 'target' | 'mdev'>;

function sameQuestion(left: Question, right: Question): boolean {
  return (
    left.target === right.target &&
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
  const inTurn = inTurns();

  return createStore<ApStore>((set, get) => {
    const previewer = createPreviewer<Question, PaintPreview>({
      call: ({ adapters, domains, ...question }, signal) =>
        port.call(
          'ap.preview',
          {
            hostId: port.hostId,
            gesture: { ...question, adapters: [...adapters], domains: [...domains] },
          },
          { signal },
        ),
      same: sameQuestion,
      onAnswer: (preview) => set({ preview }),
      onError: fail,
    });

    /** A broken connection has its banner, which says it once for all that fails meanwhile. */
    function fail(thrown: unknown): void {
      const { code, message } = toWireError(thrown);
      if (code !== 'disconnected') port.say(message, 'error');
    }

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

    /** The question a gesture is, or why it is none. */
    function questionOf(gesture: GridGesture): Question | string {
      const { adapters, domains, mode } = gesture;
      if (get().mode === 'masks') return { target: 'masks', mdev: '', adapters, domains, mode };
      const guest = paintable();
      if (typeof guest === 'string') return guest;
      const target = get().mode === 'control' ? 'control' : 'usage';
      return { target, mdev: guest.id, adapters, domains, mode };
    }

    function refuse(refusal: ShownRefusal): void {
      dropOld();
      set({ refusal, made: null });
      port.refused(refusal);
    }

    /** What an earlier gesture offered goes, with the cells it pointed out. */
    function dropOld(): void {
      if (get().proposal !== null) set({ proposal: null, highlight: [] });
      if (get().offered !== null) set({ offered: null });
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
      if (edits.length === 0) {
        // A choice without edits says in its label why there is nothing to do.
        port.say(label, 'info');
        return false;
      }
      try {
        const answer = await sendEdits(port, label, edits);
        if (!answer.ok) {
          refuse({ what: label, refusal: answer.refusal, instead });
          return false;
        }
        // The change arrives as patches soon; until then no answer of before may be taken for one of now.
        previewer.invalidate();
        dropOld();
        set({ refusal: null });
        port.refused(null);
        set({ made: answer.notes.length > 0 ? { label, notes: answer.notes } : null });
        port.say([`${label}.`, ...answer.notes].join(' '), 'done');
        return true;
      } catch (thrown) {
        fail(thrown);
        return false;
      }
    }

    /** Makes the engine's first choice, or shows why not, or what has to be compared first. */
    async function commit(question: Question): Promise<void> {
      let preview: PaintPreview;
      try {
        preview = await previewer.answerTo(question);
      } catch (thrown) {
        fail(thrown);
        return;
      }
      const [first] = preview.choices;
      if (!first) return port.say('Nothing would change here.', 'info');
      const possible = preview.choices.filter((one) => one.refusal === null && one.edits.length > 0);
      if (first.masks?.compare === true && possible.length > 0) return propose(question, preview.choices);
      if (first.edits.length === 0 && first.refusal === null) return port.say(first.label, 'info');
      const instead = possible.filter((one) => one !== first);
      if (first.refusal !== null) {
        refuse({ what: first.label, refusal: first.refusal, instead });
        return;
      }
      if (!(await edit(first.label, first.edits, instead))) return;
      set({ offered: instead.length > 0 ? { done: first.label, others: instead } : null });
    }

    function propose({ adapters, domains }: Question, choices: readonly PaintChoice[]): void {
      const proposal = proposalOf(adapters, domains, choices);
      settle();
      set({
        proposal,
        ...(proposal.releases ? {} : { highlight: apqnsOf(choices[0]?.masks?.collateral ?? []) }),
      });
      const ways = choices.length === 1 ? '1 way' : `${choices.length} ways`;
      port.say(
        proposal.releases ? `${ways} to do it; compare them in the inspector.` : `${proposal.title}?`,
        'done',
      );
    }

    return {
      ...START,
      set,
      setMode: (mode) => {
        previewer.ask(null);
        settle();
        set({ mode, preview: null, proposal: null });
      },
      setCellSize: (size, whole) => {
        if (get().fitsItself)
          return set({
            fitsItself: false,
            cellSize: Math.round(Math.min(COMFORTABLE.most, Math.max(COMFORTABLE.least, size))),
          });
        // Only fitting may go below what a pointer can hit, and to parts of a CSS pixel.
        const least = whole === undefined ? CELL_SIZES.least : 1;
        const cellSize = Math.min(CELL_SIZES.most, Math.max(least, size));
        set({ cellSize: whole === undefined ? Math.round(cellSize) : cellSize, tooLarge: whole === false });
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
      setCursor: (cursor) => {
        if (cursor !== get().cursor) dropOld();
        set({ cursor, ...(cursor !== null && get().highlight.includes(cursor) ? {} : { highlight: [] }) });
      },
      dismiss: () => {
        const { refusal, offered, proposal } = get();
        port.refused(null);
        set({ refusal: null });
        if (refusal === null) dropOld();
        return refusal !== null || offered !== null || proposal !== null;
      },
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
        const question = gesture && questionOf(gesture);
        previewer.ask(typeof question === 'string' ? null : question);
      },
      commit: (gesture) =>
        inTurn(async () => {
          const question = questionOf(gesture);
          if (typeof question === 'string') port.say(question, 'info');
          else await commit(question);
        }),
      explain: () => {
        const why =
          get().layer === 'desired'
            ? paintable()
            : 'This layer is only looked at: choose “Desired” above the matrix to change the wish.';
        if (typeof why === 'string') port.say(why, 'info');
      },
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
      proposeMasks: ({ adapters, domains }) =>
        inTurn(() => commit({ target: 'masks', mdev: '', adapters, domains, mode: 'paint' })),
      applyProposal: (choice) =>
        inTurn(async () => {
          await edit(choice.label, choice.edits);
        }),
      hostChanged: () => {
        previewer.invalidate();
        const host = port.host();
        const { guestId, offered, made } = get();
        const undo = port.undoLabel();
        set({
          ...(host && guestId !== null && !guestOf(host.desired, guestId) ? { guestId: null } : {}),
          ...(made && undo !== made.label ? { made: null } : {}),
          ...(offered && undo !== offered.done ? { offered: null } : {}),
        });
      },
    };
  });
}

/** The cell as the two lists a gesture needs. */
export function cellGesture(apqn: Apqn): Pick<GridGesture, 'adapters' | 'domains'> {
  return { adapters: [adapterOf(apqn)], domains: [domainOf(apqn)] };
}
