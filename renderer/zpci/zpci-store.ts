/**
 * The store of the zPCI view of one host and what its gestures do. No DOM: everything outside comes through ZpciPort,
 * so every flow runs in a test with a fake client.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Edit } from '../../shared/edit.ts';
import { toWireError } from '../../shared/errors.ts';
import type { PreviewChoice, ZpciPreview } from '../../shared/zpci/cards.ts';
import type { ZpciGesture } from '../../shared/zpci/edits.ts';
import { formatZpciRef, parseZpciRef } from '../../shared/zpci/refs.ts';
import { functionByFid, guestById, type ZpciState } from '../../shared/zpci/types.ts';
import { sendEdits } from '../panels/view-port.ts';
import { inTurns } from '../store/in-turn.ts';
import { createPreviewer } from '../store/previewer.ts';
import { gestureOf, MOST_GIVEN, sameGesture, titleOf } from './gestures.ts';
import { guestOfPart, hasPart, ownerOf } from './parts.ts';
import { type Display, type ShownRefusal, START, type ZpciPort, type ZpciStore } from './zpci-view-state.ts';

/** What a drop does: the first choice that is not refused; null when all are. */
export function firstPossible(preview: ZpciPreview): PreviewChoice | null {
  return preview.choices.find((choice) => choice.refusal === null) ?? null;
}

/** What a drop would do, in one line. */
function wordsOf(preview: ZpciPreview): string {
  const first = firstPossible(preview);
  if (first !== null) return [first.label, ...first.gets.slice(0, 1)].join(' · ');
  return preview.choices[0]?.refusal?.message ?? '';
}

/** The display that shows what an id names, where the present one does not. */
function displayFor(id: string, now: Display): Display {
  const kind = parseZpciRef(id)?.kind ?? 'guest';
  if (kind === 'field') return 'answer';
  if (kind === 'group' || kind === 'hostgroup') return 'groups';
  return now === 'groups' || kind === 'guest' ? 'assign' : now;
}

export function createZpciStore(port: ZpciPort): StoreApi<ZpciStore> {
  /** Gestures are made one after the other, in the order they were made. */
  const inTurn = inTurns();
  /** Grows with every offer: an answer to an offer that was left is dropped. */
  let offers = 0;
  /** What was refused or offered last was said of these states. */
  let seen: ReturnType<ZpciPort['host']> = null;

  return createStore<ZpciStore>((set, get) => {
    const ask = (gesture: ZpciGesture, signal?: AbortSignal) =>
      port.call('zpci.preview', { hostId: port.hostId, gesture }, signal === undefined ? {} : { signal });
    const previewer = createPreviewer<ZpciGesture, ZpciPreview>({
      call: ask,
      same: sameGesture,
      onAnswer: (preview) => {
        const { dragged } = get();
        if (dragged === null || preview === null) return;
        const drop = firstPossible(preview) === null ? 'refuses' : 'takes';
        set({ dragged: { ...dragged, drop, words: wordsOf(preview) } });
      },
      onError: fail,
    });
    const peeker = createPreviewer<ZpciGesture, ZpciPreview>({
      call: ask,
      same: sameGesture,
      onAnswer: (preview) => {
        const { peeked } = get();
        if (peeked !== null) set({ peeked: { ...peeked, preview } });
      },
      onError: fail,
    });

    /** A broken connection has its banner, which says it once for all that fails meanwhile. */
    function fail(thrown: unknown): void {
      const { code, message } = toWireError(thrown);
      // A host that was closed, or has no such functions any more, has nothing to answer to what was asked before.
      const isStale = code === 'not-found';
      if (code !== 'disconnected' && code !== 'cancelled' && !isStale) port.say(message, 'error');
    }

    function desired(): ZpciState | null {
      return port.host()?.desired ?? null;
    }

    function refuse(refusal: ShownRefusal): void {
      seen = port.host();
      set({ refusal, offer: null, made: null });
      port.refused(refusal);
    }

    function settle(): void {
      if (get().refusal === null) return;
      set({ refusal: null });
      port.refused(null);
    }

    async function edit(label: string, edits: readonly Edit[]): Promise<boolean> {
      if (edits.length === 0) {
        port.say(`${label}: nothing would change.`, 'info');
        return false;
      }
      try {
        const answer = await sendEdits(port, label, edits);
        if (!answer.ok) {
          refuse({ what: label, refusal: answer.refusal, instead: [] });
          return false;
        }
        previewer.invalidate();
        port.refused(null);
        set({
          refusal: null,
          offer: null,
          made: answer.notes.length > 0 ? { label, notes: answer.notes } : null,
        });
        port.say([`${label}.`, ...answer.notes].join(' '), 'done');
        return true;
      } catch (thrown) {
        fail(thrown);
        return false;
      }
    }

    async function propose(title: string, gesture: ZpciGesture): Promise<void> {
      settle();
      offers += 1;
      seen = port.host();
      const mine = offers;
      set({ offer: { title, gesture, preview: null, chosen: 0 } });
      try {
        const preview = await ask(gesture);
        if (mine !== offers || get().offer === null) return;
        const chosen = Math.max(
          0,
          preview.choices.findIndex((choice) => choice.refusal === null),
        );
        set({ offer: { title, gesture, preview, chosen } });
      } catch (thrown) {
        if (mine === offers) set({ offer: null });
        fail(thrown);
      }
    }

    /** Does the first choice that is not refused; one that has a price is shown first. */
    async function carryOut(gesture: ZpciGesture): Promise<void> {
      const state = desired();
      if (state === null) return;
      const title = titleOf(state, gesture);
      let preview: ZpciPreview;
      try {
        preview = await previewer.answerTo(gesture);
      } catch (thrown) {
        return fail(thrown);
      }
      const first = firstPossible(preview);
      if (first === null) {
        const refusal = preview.choices[0]?.refusal;
        if (refusal) refuse({ what: title, refusal, instead: [] });
        return;
      }
      // Where what was asked for is refused, another way is not taken unasked.
      const asked = preview.choices[0]?.refusal;
      if (asked) {
        refuse({
          what: title,
          refusal: asked,
          instead: preview.choices.filter((choice) => choice.refusal === null),
        });
        return;
      }
      if (first.price.length > 0) {
        offers += 1;
        settle();
        seen = port.host();
        set({ offer: { title, gesture, preview, chosen: preview.choices.indexOf(first) } });
        port.say(first.price.join(' '), 'done');
        return;
      }
      if (await edit(first.label, first.edits)) set({ marked: new Set() });
    }

    return {
      ...START,
      set,
      select: (id) => {
        if (id !== get().selected) set({ pointed: new Set() });
        const state = desired();
        const guest = id === null || state === null ? null : guestOfPart(state, id);
        const ref = id === null ? null : parseZpciRef(id);
        set({
          selected: id,
          ...(guest === null ? {} : { guestId: guest.id }),
          ...(ref?.kind === 'field' ? {} : get().selected === id ? {} : { field: null }),
        });
      },
      show: (id) => {
        const ref = parseZpciRef(id);
        if (ref?.kind === 'field') {
          get().select(formatZpciRef({ kind: 'dev', guest: ref.guest, device: ref.device }));
          set({ display: 'answer', field: { block: get().block, name: ref.field } });
          return;
        }
        get().select(id);
        set({ display: displayFor(id, get().display) });
      },
      showRefs: (refs) => {
        const ids = refs.flatMap((ref) =>
          ref.kind === 'guest' || (ref.kind === 'part' && ref.family === 'zpci') ? [ref.id] : [],
        );
        const [first] = ids;
        if (first === undefined) return;
        get().show(first);
        set({ pointed: new Set(ids) });
      },
      pickGuest: (guestId) => {
        settle();
        const { selected } = get();
        const ref = selected === null ? null : parseZpciRef(selected);
        // Who selects a function and then picks a guest means to give it: it stays selected.
        const isKept = guestId === null || ref?.kind === 'fn';
        set({ guestId, peeked: null, ...(isKept ? {} : { selected: guestId }) });
        peeker.ask(null);
        if (guestId !== null && ref?.kind === 'fn') get().peek(ref.fid);
      },
      stepGuest: (by) => {
        const guests = desired()?.guests ?? [];
        if (guests.length === 0) return;
        const at = guests.findIndex((guest) => guest.id === get().guestId);
        const next = at < 0 ? (by === 1 ? 0 : guests.length - 1) : (at + by + guests.length) % guests.length;
        get().pickGuest(guests[next]!.id);
      },
      peek: (fid) => {
        const { guestId, peeked } = get();
        const state = desired();
        const fn = fid === null || state === null ? undefined : functionByFid(state, fid);
        const own = state === null || fn === undefined ? null : ownerOf(state, fn);
        // What the guest has already it would not get.
        if (fid === null || guestId === null || own?.guest.id === guestId) {
          if (peeked !== null) set({ peeked: null });
          return peeker.ask(null);
        }
        if (peeked?.fid === fid && peeked.guest === guestId) return;
        set({ peeked: { fid, guest: guestId, preview: null } });
        peeker.ask({ kind: 'give', guest: guestId, fids: [fid] });
      },
      mark: (fid) => {
        const marked = new Set(get().marked);
        if (!marked.delete(fid)) marked.add(fid);
        set({ marked });
      },

      dragStart: (what) => set({ dragged: { what, over: null, drop: 'unknown', words: '' } }),
      dragOver: (target) => {
        const { dragged } = get();
        const state = desired();
        if (dragged === null || state === null) return;
        const gesture = target === null ? null : gestureOf(state, dragged.what, target);
        const over = gesture === null ? null : target;
        if (dragged.over === over) return;
        set({ dragged: { ...dragged, over, drop: 'unknown', words: '' } });
        previewer.ask(gesture);
      },
      drop: async (target) => {
        const { dragged } = get();
        set({ dragged: null });
        const state = desired();
        const gesture =
          dragged === null || target === null || state === null
            ? null
            : gestureOf(state, dragged.what, target);
        // What was asked while it was dragged stays at hand, but is not asked again after the edit.
        previewer.ask(null);
        if (gesture !== null) await inTurn(() => carryOut(gesture));
      },
      give: async (guest, fids) => {
        if (fids.length === 0) return;
        if (fids.length > MOST_GIVEN)
          return port.say(`At most ${MOST_GIVEN} functions are given at once.`, 'info');
        await inTurn(() => carryOut({ kind: 'give', guest, fids: [...fids] }));
      },
      take: (guest, device) => inTurn(() => carryOut({ kind: 'take', guest, device })),
      move: (from, device, to) => inTurn(() => carryOut({ kind: 'move', from, device, to })),
      propose,
      choose: (at) => {
        const { offer } = get();
        if (offer !== null) set({ offer: { ...offer, chosen: at } });
      },
      accept: () =>
        inTurn(async () => {
          const { offer } = get();
          const choice = offer?.preview?.choices[offer.chosen];
          if (choice === undefined) return;
          if (choice.refusal !== null) return port.say(choice.refusal.message, 'info');
          if (await edit(choice.label, choice.edits)) set({ marked: new Set() });
        }),

      edit: (label, edits) => inTurn(() => edit(label, edits)),
      dismiss: () => {
        const { refusal, offer, pointed, marked } = get();
        port.refused(null);
        offers += 1;
        const isUrgent = refusal !== null || offer !== null;
        set({
          refusal: null,
          ...(refusal === null ? { offer: null, pointed: new Set() } : {}),
          ...(isUrgent ? {} : { marked: new Set() }),
        });
        return isUrgent || pointed.size > 0 || marked.size > 0;
      },
      hostChanged: () => {
        previewer.invalidate();
        peeker.invalidate();
        const host = port.host();
        if (host === null) return;
        const { guestId, selected, made, marked, peeked } = get();
        const pointed = peeked === null ? undefined : functionByFid(host.desired, peeked.fid);
        if (pointed !== undefined && ownerOf(host.desired, pointed)?.guest.id === peeked?.guest) {
          set({ peeked: null });
          peeker.ask(null);
        }
        const isOther = seen !== null && (seen.desired !== host.desired || seen.observed !== host.observed);
        seen = { desired: host.desired, observed: host.observed };
        const isGuest = (id: string) => guestById(host.desired, id) !== undefined;
        const isThere = (id: string) => hasPart(host.desired, id) || hasPart(host.observed, id);
        const still = [...marked].filter((fid) => functionByFid(host.desired, fid) !== undefined);
        set({
          ...(guestId !== null && !isGuest(guestId) ? { guestId: null, peeked: null } : {}),
          ...(selected !== null && !isThere(selected) ? { selected: null } : {}),
          ...(still.length < marked.size ? { marked: new Set(still) } : {}),
          ...(made && port.undoLabel() !== made.label ? { made: null } : {}),
        });
        if (!isOther) return;
        offers += 1;
        set({ refusal: null, offer: null });
        port.refused(null);
      },
    };
  });
}
